import type { ParquetScanNode } from '../exec/operators/parquet-scan.js';
import type { TextScanNode } from '../exec/operators/text-scan.js';
import type { UnionNode } from '../exec/operators/union.js';
import type { PhysicalNode } from '../exec/physical-plan.js';
import { canFail } from '../optimize/expression/evaluation.js';
import type { RowGroupSplit } from '../parquet/row-group-split.js';
import type { Scan } from '../plan/logical-plan.js';
import type { TableSnapshot } from '../table/table-snapshot.js';
import type { TextSplit } from '../text/text-split.js';

/** A scan whose splits are still to be found. */
export interface PlannedScan {
  readonly scan: Scan;
  readonly table: TableSnapshot;
  readonly node: PhysicalNode;
  readonly rowGroups: RowGroupSplit[];
  readonly textSplits: TextSplit[];
}

/** False where rows that the principal may not see could decide whether a condition fails: then no row is left out but by the conditions. */
export const isSkippable = ({ table, filter }: Scan): boolean => !table.isRestricted || !filter?.some(canFail);

/** Makes what reads the files of a table: those of Parquet, those of text, or both. */
export function plannedScan(scan: Scan, state: number, table: TableSnapshot): PlannedScan {
  const rowGroups: RowGroupSplit[] = [];
  const textSplits: TextSplit[] = [];
  const shared = {
    outputs: scan.outputs.map(({ id }) => id),
    state,
    columns: scan.outputs,
    conditions: scan.filter ?? [],
    table: scan.table.name,
    partitions: table.partitionsTotal > 0 ? `${table.partitionsListed}/${table.partitionsTotal}` : undefined,
  };
  const parquet: ParquetScanNode = {
    kind: 'ParquetScan',
    ...shared,
    splits: rowGroups,
    rowGroupsTotal: table.rowGroupCount,
    skips: isSkippable(scan),
  };
  const sharesState = table.hasText && table.hasParquet;
  const text: TextScanNode = { kind: 'TextScan', ...shared, sharesState, splits: textSplits };
  const both = (): UnionNode => ({
    kind: 'Union',
    outputs: shared.outputs,
    inputs: [parquet, text].map((source) => ({ source, operators: [] })),
  });
  const node = sharesState ? both() : table.hasText ? text : parquet;
  return { scan, table, node, rowGroups, textSplits };
}

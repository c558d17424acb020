import { columnDomains } from '../exec/lower/column-domains.js';
import { inputsOf, type LogicalPlan, type Scan } from '../plan/logical-plan.js';
import type { Bound, Domain } from '../types/domain.js';
import { displayType, type SqlType } from '../types/sql-type.js';
import { castText } from '../types/value-text.js';

/** Prints the tables that a plan reads and what it asks of their columns, as Trino's EXPLAIN (TYPE IO) does. */
export const ioJson = (plan: LogicalPlan): string =>
  JSON.stringify({ inputTableColumnInfos: scansOf(plan).map(tableInput) }, null, 2);

/** Lists the scans of a plan. */
export const scansOf = (plan: LogicalPlan): readonly Scan[] =>
  plan.kind === 'Scan' ? [plan] : inputsOf(plan).flatMap(scansOf);

function tableInput(scan: Scan): object {
  const { catalog, schema, name } = scan.table;
  // Of a table that the principal sees a part of the conditions would tell of the other.
  const conditions = scan.table.isRestricted ? [] : (scan.filter ?? []);
  const answered = scan.table.isRestricted ? undefined : scan.answered;
  const domains = new Map([...(answered ?? []), ...columnDomains(conditions, scan.outputs, scan.columns)]);
  return {
    table: { catalog, schemaTable: { schema, table: name } },
    constraint: {
      none: false,
      columnConstraints: [...domains].map(([columnName, domain]) => ({
        columnName,
        type: displayType(domain.type),
        domain: { nullsAllowed: domain.hasNull, ranges: rangesOf(domain) },
      })),
    },
  };
}

const rangesOf = ({ ranges, type }: Domain): readonly object[] =>
  (ranges === 'all' ? [{}] : ranges).map(({ low, high }) => ({
    low: boundOf(low, 'ABOVE', type),
    high: boundOf(high, 'BELOW', type),
  }));

const boundOf = (bound: Bound | undefined, side: 'ABOVE' | 'BELOW', type: SqlType): object =>
  bound ? { value: castText(bound.value, type), bound: bound.inclusive ? 'EXACTLY' : side } : { bound: side };

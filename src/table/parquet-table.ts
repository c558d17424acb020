import { LakeError } from '../base/lake-error.js';
import { columnChunk, findField, type ParquetFile, rowGroupSplit, splitColumns } from '../parquet/file-metadata.js';
import type { RowGroupSplit } from '../parquet/row-group-split.js';
import { sqlTypeOf } from '../parquet/schema-type.js';
import { chunkStatistics, isSingleValued } from '../parquet/statistics.js';
import { compareValues } from '../types/compare-values.js';
import { type Domain, overlaps } from '../types/domain.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import type { ColumnSummary } from './column-summary.js';

const summaryChunksMax = 4096;

/** A column of a table of Parquet files. */
export interface TableColumn {
  readonly name: string;
  readonly type: SqlType;
}

/** One committed state of a table of Parquet files: what is planned over it stays true while it is read. */
export class ParquetTable {
  readonly columns: readonly TableColumn[];
  readonly files: readonly ParquetFile[];
  readonly rowCount: number;
  readonly #columnByName: ReadonlyMap<string, TableColumn>;

  /** `columns` undefined: those of the first file. */
  constructor(name: string, files: readonly ParquetFile[], columns?: readonly TableColumn[]) {
    this.files = files;
    this.columns = columns ?? inferColumns(name, files);
    this.rowCount = files.reduce((sum, file) => sum + file.rowCount, 0);
    this.#columnByName = new Map(this.columns.map((column) => [column.name, column]));
  }

  get rowGroupCount(): number {
    return this.files.reduce((sum, file) => sum + file.rowGroupCount, 0);
  }

  /**
   * Gives the splits to scan for some columns, one a row group; undefined for one without values of all domains. Thousands take
   * their time, so it is a step each.
   */
  *splits(columns: readonly string[], domains: ReadonlyMap<string, Domain>): Generator<RowGroupSplit | undefined> {
    const wanted = columns.map((name) => ({ ...this.#columnByName.get(name)!, domain: domains.get(name) }));
    for (const file of this.files) {
      const fromFile = splitColumns(file, wanted);
      for (let index = 0; index < file.rowGroupCount; index++)
        yield this.#mayMatch(file, index, domains) ? rowGroupSplit(file, index, fromFile) : undefined;
    }
  }

  /** Puts together what the footers tell of a column. */
  summarize(name: string): ColumnSummary {
    const { type } = this.#columnByName.get(name)!;
    let [min, max]: (SqlValue | undefined)[] = [undefined, undefined];
    let [nullCount, bytes, chunkCount] = [0, 0, 0];
    let isBounded = true;
    for (const file of this.files) {
      for (let index = 0; index < file.rowGroupCount; index++) {
        const found = this.#statistics(file, index, name);
        if (!found) return {};
        const { statistics } = found;
        nullCount += statistics.nullCount ?? 0;
        bytes += found.uncompressedBytes;
        chunkCount++;
        if (statistics.isOnlyNull) continue;
        if (statistics.min === undefined || statistics.max === undefined) isBounded = false;
        else {
          if (min === undefined || compareValues(statistics.min, min, type) < 0) min = statistics.min;
          if (max === undefined || compareValues(statistics.max, max, type) > 0) max = statistics.max;
        }
        if (chunkCount >= summaryChunksMax) isBounded = false;
      }
    }
    const rows = Math.max(this.rowCount, 1);
    const bounds = isBounded ? { min, max } : {};
    return { ...bounds, nullFraction: nullCount / rows, averageBytes: bytes / rows };
  }

  /**
   * Gives the extremes and the number of NULLs of a column if every footer tells them exactly; the extremes of no values are NULL.
   */
  exactSummary(name: string): { min: SqlValue; max: SqlValue; nullCount: number } | undefined {
    const column = this.#columnByName.get(name);
    let [min, max, nullCount]: [SqlValue, SqlValue, number] = [null, null, 0];
    if (!column) return undefined;
    for (const file of this.files) {
      for (let index = 0; index < file.rowGroupCount; index++) {
        const statistics = this.#statistics(file, index, name)?.statistics;
        if (statistics?.nullCount === undefined || statistics.mayHaveNaN) return undefined;
        nullCount += statistics.nullCount;
        if (statistics.isOnlyNull || statistics.rowCount === 0) continue;
        const { min: low, max: high, isMinExact, isMaxExact } = statistics;
        if (low === undefined || high === undefined || !isMinExact || !isMaxExact) return undefined;
        if (min === null || compareValues(low, min, column.type) < 0) min = low;
        if (max === null || compareValues(high, max, column.type) > 0) max = high;
      }
    }
    return { min, max, nullCount };
  }

  #mayMatch(file: ParquetFile, index: number, domains: ReadonlyMap<string, Domain>): boolean {
    for (const [name, domain] of domains) {
      const found = this.#statistics(file, index, name);
      if (found && !overlaps(domain, found.statistics)) return false;
    }
    return true;
  }

  #statistics(file: ParquetFile, index: number, name: string) {
    const column = this.#columnByName.get(name);
    const field = column && findField(file, name);
    if (!field || !isSingleValued(field)) return undefined;
    const chunk = columnChunk(file, index, field.firstLeaf);
    const statistics = chunkStatistics(field, chunk, column.type);
    return { statistics, uncompressedBytes: chunk.uncompressedBytes };
  }
}

function inferColumns(name: string, files: readonly ParquetFile[]): TableColumn[] {
  const [first] = files;
  if (!first) throw new LakeError('TABLE_NOT_FOUND', `No file matches '${name}'`);
  return first.schema.children.flatMap((field) => {
    const type = sqlTypeOf(field);
    return type ? [{ name: field.name.toLowerCase(), type }] : [];
  });
}

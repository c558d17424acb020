import {
  columnChunk,
  type ParquetFile,
  rowGroupSplit,
  splitColumns,
  type WantedColumn,
  wantedField,
} from '../parquet/file-metadata.js';
import { type FileStatistics, fileStatistics } from '../parquet/file-statistics.js';
import type { RowGroupSplit } from '../parquet/row-group-split.js';
import type { LeafColumn } from '../parquet/schema.js';
import { type ChunkStatistics, chunkStatistics, isSingleValued } from '../parquet/statistics.js';
import type { ListedFile } from '../storage/object-store.js';
import type { TextColumn, TextSplit } from '../text/text-split.js';
import { textSplits } from '../text/text-split.js';
import { compareValues } from '../types/compare-values.js';
import { containsValue, type Domain, overlaps } from '../types/domain.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import type { ColumnSummary } from './column-summary.js';
import { hiddenColumns, rowNumberColumn, type TableColumn } from './table-column.js';
import type { ChosenPartitions, TablePartition } from './table-partition.js';

/** A file of a table. */
export interface SnapshotFile {
  readonly listed: ListedFile;
  readonly partition: TablePartition;
  /** What the footer of a Parquet file says. */
  readonly footer: ParquetFile | undefined;
}

// A guess; fields in text take about as much as this many rows in a kilobyte.
const textRowBytes = 100;
const packedRowBytes = 25;

/** Tells the rows of a file, or guesses them. */
const rowsOf = ({ footer, listed }: SnapshotFile): number =>
  footer?.rowCount ?? Math.ceil(listed.byteLength / (isPacked(listed) ? packedRowBytes : textRowBytes));

const isPacked = ({ location }: ListedFile): boolean => /\.(?:gz|bz2|zst|snappy|lz4|deflate)$/.test(location);

/** How a column of the table is found: in files, among the partition's keys, or from the file itself. */
interface FoundColumn {
  readonly column: TableColumn;
  /** Gives what every row of a file has; absent for a column in files. */
  readonly constant?: (file: SnapshotFile) => SqlValue;
  readonly index: number;
}

/** The columns of a table: those in its files, and those of its partitions. */
export interface TableSchema {
  readonly columns: readonly TableColumn[];
  readonly partitionKeys: readonly TableColumn[];
}

/** The files of a table, or of those of its partitions that a query needs, as they were at one moment: what is planned over them stays true while it is read. */
export class TableSnapshot {
  readonly files: readonly SnapshotFile[];
  /** Known when no file is of text, else a guess. */
  readonly rowCount: number;
  readonly hasText: boolean;
  readonly hasParquet: boolean;
  readonly partitionsTotal: number;
  readonly partitionsListed: number;
  readonly #schema: TableSchema;
  readonly #columns: ReadonlyMap<string, FoundColumn>;

  constructor(schema: TableSchema, chosen: ChosenPartitions, files: readonly SnapshotFile[]) {
    this.files = files;
    this.rowCount = files.reduce((sum, file) => sum + rowsOf(file), 0);
    this.hasParquet = files.some(({ footer }) => footer);
    this.hasText = files.some(({ footer }) => !footer);
    this.#schema = schema;
    this.partitionsTotal = chosen.partitionsTotal;
    this.partitionsListed = schema.partitionKeys.length > 0 ? chosen.partitions.length : 0;
    this.#columns = new Map([...foundColumns(schema)].map((found) => [found.column.name, found]));
  }

  get rowGroupCount(): number {
    return this.files.reduce((sum, { footer }) => sum + (footer?.rowGroupCount ?? 0), 0);
  }

  hasColumn(name: string): boolean {
    return this.#columns.has(name);
  }

  /**
   * Gives the splits to scan for some columns, one a row group; undefined for one without values of all domains. Thousands take
   * their time, so it is a step each.
   */
  *splits(columns: readonly string[], domains: ReadonlyMap<string, Domain>): Generator<RowGroupSplit | undefined> {
    const found = columns.map((name) => this.#columns.get(name)!);
    const tested = [...domains].map(([name, domain]) => ({ found: this.#columns.get(name)!, domain }));
    for (const file of this.files) {
      const { footer } = file;
      if (!footer) continue;
      if (!tested.every((test) => mayHold(file, test.found, test.domain))) {
        yield undefined;
        continue;
      }
      const wanted = found.map((column) => this.#wanted(file, column, domains.get(column.column.name)));
      const fromFile = splitColumns(footer, wanted);
      const leaves = tested.flatMap((test) => testedLeaf(file, test));
      let beginsFile = true;
      let firstRow = 0;
      for (let index = 0; index < footer.rowGroupCount; index++) {
        if (leaves.every((leaf) => mayMatch(footer, index, leaf))) {
          yield rowGroupSplit(footer, index, fromFile, beginsFile, firstRow);
          beginsFile = false;
        } else yield undefined;
        firstRow += footer.rowGroupRows[index]!;
      }
    }
  }

  /** Gives the splits of the files of text to scan for some columns. */
  *textSplits(columns: readonly string[], domains: ReadonlyMap<string, Domain>): Generator<TextSplit> {
    const found = columns.map((name) => this.#columns.get(name)!);
    for (const file of this.files) {
      const { format, columns: own = this.#schema.columns } = file.partition;
      if (format.kind !== 'text') continue;
      if (![...domains].every(([name, domain]) => mayHold(file, this.#columns.get(name)!, domain))) continue;
      const wanted = found.map(({ column, index, constant }): TextColumn => {
        const { name, type } = column;
        if (constant) return { name, type, index: undefined, value: constant(file) };
        return { name, type, index: index < own.length ? index : undefined };
      });
      yield* textSplits(file.listed, format.text, own.length, wanted);
    }
  }

  #wanted(file: SnapshotFile, found: FoundColumn, domain: Domain | undefined): WantedColumn {
    const { name, type } = found.column;
    if (found.constant) return { name, type, value: found.constant(file) };
    if (found.column === rowNumberColumn) return { name, type, isRowNumber: true };
    return { name, type, domain, fieldIndex: fieldIndexOf(file, found) };
  }

  /** Puts together what is known of a column without reading it. */
  summarize(name: string): ColumnSummary {
    const found = this.#columns.get(name);
    if (!found) return {};
    return found.constant ? summarizeConstants(this.files, found) : this.#summarizeChunks(found);
  }

  #summarizeChunks(found: FoundColumn): ColumnSummary {
    const bounds = new Bounds(found.column.type);
    let [nullCount, bytes] = [0, 0];
    let isBounded = true;
    for (const file of this.files) {
      const statistics = statisticsOf(file, found);
      if (!statistics) return {};
      nullCount += statistics.nullCount ?? 0;
      bytes += statistics.uncompressedBytes;
      if (statistics.isOnlyNull || statistics.rowCount === 0) continue;
      if (statistics.min === undefined || statistics.max === undefined) isBounded = false;
      else bounds.add(statistics.min, statistics.max);
    }
    const rows = Math.max(this.rowCount, 1);
    const known = isBounded ? { min: bounds.min, max: bounds.max } : {};
    return { ...known, nullFraction: nullCount / rows, averageBytes: bytes / rows };
  }

  /**
   * Gives the extremes and the number of NULLs of a column if every footer tells them exactly; the extremes of no values are NULL.
   */
  exactSummary(name: string): { min: SqlValue; max: SqlValue; nullCount: number } | undefined {
    const found = this.#columns.get(name);
    if (!found) return undefined;
    const bounds = new Bounds(found.column.type);
    let nullCount = 0;
    for (const file of this.files) {
      const statistics = found.constant
        ? file.footer && constantStatistics(found.constant(file), file.footer.rowCount)
        : statisticsOf(file, found);
      if (statistics?.nullCount === undefined || statistics.mayHaveNaN) return undefined;
      nullCount += statistics.nullCount;
      if (statistics.isOnlyNull || statistics.rowCount === 0) continue;
      const { min: low, max: high, isMinExact, isMaxExact } = statistics;
      if (low === undefined || high === undefined || !isMinExact || !isMaxExact) return undefined;
      bounds.add(low, high);
    }
    return { min: bounds.min ?? null, max: bounds.max ?? null, nullCount };
  }
}

/** Widens to hold ranges of values. */
class Bounds {
  readonly #type: SqlType;
  min: SqlValue | undefined;
  max: SqlValue | undefined;

  constructor(type: SqlType) {
    this.#type = type;
  }

  add(min: SqlValue, max: SqlValue): void {
    if (this.min === undefined || compareValues(min, this.min, this.#type) < 0) this.min = min;
    if (this.max === undefined || compareValues(max, this.max, this.#type) > 0) this.max = max;
  }
}

function* foundColumns({ columns, partitionKeys }: TableSchema): Generator<FoundColumn> {
  for (const column of hiddenColumns)
    yield { column, index: -1, constant: ({ listed, partition }) => column.value(listed, partition.name) };
  yield { column: rowNumberColumn, index: -1 };
  for (const [index, column] of columns.entries()) yield { column, index };
  // A key goes before a column of its name in the files.
  for (const [index, column] of partitionKeys.entries())
    yield { column, index, constant: ({ partition }) => partition.keyValues[index] ?? null };
}

const fieldIndexOf = ({ partition: { format } }: SnapshotFile, { index }: FoundColumn): number | undefined =>
  format.kind === 'parquet' && format.findsByIndex ? index : undefined;

/** Tells whether a file may have rows of a domain, by what is the same in all of its rows. */
const mayHold = (file: SnapshotFile, { constant }: FoundColumn, domain: Domain): boolean =>
  !constant || containsValue(domain, constant(file));

/** A column whose chunks can tell that a row group has no value of a domain. */
interface TestedLeaf {
  readonly leaf: LeafColumn;
  readonly type: SqlType;
  readonly domain: Domain;
}

function testedLeaf(file: SnapshotFile, { found, domain }: { found: FoundColumn; domain: Domain }): TestedLeaf[] {
  const leaf = found.constant ? undefined : leafOf(file, found);
  return leaf ? [{ leaf, type: found.column.type, domain }] : [];
}

const mayMatch = (file: ParquetFile, index: number, { leaf, type, domain }: TestedLeaf): boolean =>
  overlaps(domain, chunkStatistics(leaf, columnChunk(file, index, leaf.firstLeaf), type));

/** Finds the column of single values that a column is read from. */
function leafOf(file: SnapshotFile, found: FoundColumn): LeafColumn | undefined {
  if (!file.footer || found.column === rowNumberColumn) return undefined;
  const field = wantedField(file.footer, { name: found.column.name, fieldIndex: fieldIndexOf(file, found) });
  return field && isSingleValued(field) ? field : undefined;
}

function statisticsOf(file: SnapshotFile, found: FoundColumn): FileStatistics | undefined {
  const leaf = leafOf(file, found);
  return leaf && fileStatistics(file.footer!, leaf, found.column.type);
}

const constantStatistics = (value: SqlValue, rowCount: number): ChunkStatistics => ({
  min: value ?? undefined,
  max: value ?? undefined,
  rowCount,
  hasNull: value === null,
  isOnlyNull: value === null,
  mayHaveNaN: Number.isNaN(value),
  nullCount: value === null ? rowCount : 0,
  distinctCount: 1,
  isMinExact: true,
  isMaxExact: true,
});

function summarizeConstants(files: readonly SnapshotFile[], { column, constant }: FoundColumn): ColumnSummary {
  const bounds = new Bounds(column.type);
  const values = new Set<unknown>();
  let [rowCount, nullCount] = [0, 0];
  for (const file of files) {
    const value = constant!(file);
    const rows = rowsOf(file);
    rowCount += rows;
    if (value === null) nullCount += rows;
    else if (!Number.isNaN(value)) bounds.add(value, value);
    values.add(typeof value === 'object' ? JSON.stringify(value, withBigints) : value);
  }
  return {
    min: bounds.min,
    max: bounds.max,
    distinctCount: values.size,
    nullFraction: nullCount / Math.max(rowCount, 1),
  };
}

const withBigints = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);

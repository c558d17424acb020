import { LakeError } from '../base/lake-error.js';
import type { BlockingFile } from '../storage/file.js';
import type { Arena } from '../vector/arena.js';
import type { QueryMemory } from '../vector/query-memory.js';
import { constantVector } from '../vector/slot-value.js';
import type { Batch, Vector } from '../vector/vector.js';
import { ColumnBuilder } from './column-builder.js';
import { CsvRows } from './csv-rows.js';
import { DelimitedRows } from './delimited-rows.js';
import { JsonRows } from './json-rows.js';
import { boundBytes, LineReader } from './line-reader.js';
import { type CompileRegex, RegexRows } from './regex-rows.js';
import type { RowDecoder } from './row-decoder.js';
import type { TextSplit } from './text-split.js';

/** Reads a split of a text file batch by batch. */
export class TextReader {
  readonly #memory: QueryMemory;
  readonly #split: TextSplit;
  readonly #lines: LineReader;
  readonly #builders: readonly ColumnBuilder[];
  readonly #decoderToClose: RowDecoder;
  /** Absent where lines are only counted. */
  readonly #decoder: RowDecoder | undefined;
  /** Address of the bounds of a batch's lines. */
  readonly #bounds: number;
  readonly #batchRows: number;
  #headerLeft: number;
  /** Lines that may turn out to be the file's last, which are left out. */
  #held: number;

  constructor(memory: QueryMemory, file: BlockingFile, split: TextSplit, batchRows: number, compile: CompileRegex) {
    this.#memory = memory;
    this.#split = split;
    this.#batchRows = batchRows;
    this.#builders = split.columns.map(({ type }) => new ColumnBuilder(memory, type));
    const decoder = rowDecoder(split, this.#builders, memory, compile);
    this.#decoderToClose = decoder;
    const isWanted = split.columns.some(({ index }) => index !== undefined);
    this.#decoder = isWanted || !decoder.skipsUnwanted ? decoder : undefined;
    this.#headerLeft = split.beginsFile ? split.format.headerLines : 0;
    this.#lines = new LineReader(memory, file, split);
    this.#bounds = memory.alloc(boundBytes * batchRows);
    this.#held = split.format.footerLines > 0 ? this.#dataLines(file) : Number.POSITIVE_INFINITY;
  }

  get bytesRead(): number {
    return this.#lines.bytesRead;
  }

  close(): void {
    this.#decoderToClose.close?.();
    this.#lines.close();
    this.#memory.free(this.#bounds, boundBytes * this.#batchRows);
  }

  /** Reads the next rows; undefined at the end. The batch is valid until the next call. @throws HIVE_BAD_DATA, HIVE_CURSOR_ERROR */
  read(arena: Arena): Batch | undefined {
    while (this.#headerLeft > 0) {
      const passed = this.#lines.fill(this.#bounds, Math.min(this.#headerLeft, this.#batchRows));
      if (passed === 0) return undefined;
      this.#headerLeft -= passed;
    }
    const rowCount = this.#lines.fill(this.#bounds, Math.min(this.#batchRows, this.#held));
    if (rowCount === 0) return undefined;
    this.#held -= rowCount;
    this.#decode(rowCount, arena);
    const columns = this.#split.columns.map(({ type, index, value }, position): Vector => {
      if (index !== undefined) return this.#builders[position]!.finish();
      return constantVector(this.#memory, type, value ?? null, (bytes) => arena.alloc(bytes));
    });
    return { rowCount, columns, selection: 0, selectedCount: rowCount };
  }

  #decode(rowCount: number, arena: Arena): void {
    const decoder = this.#decoder;
    if (!decoder) return;
    for (const [position, { index }] of this.#split.columns.entries())
      if (index !== undefined) this.#builders[position]!.begin(rowCount, arena);
    const { u32 } = this.#memory;
    const first = this.#bounds >>> 2;
    try {
      for (let row = 0; row < rowCount; row++) decoder.decode(u32[first + 2 * row]!, u32[first + 2 * row + 1]!, row);
    } catch (error) {
      if (!(error instanceof LakeError) || error.type === 'INTERNAL_ERROR') throw error;
      throw new LakeError(error.name, `${error.message} (${this.#split.location})`, { hint: error.hint, cause: error });
    }
  }

  /** Counts the lines between the file's header and its footer. */
  #dataLines(file: BlockingFile): number {
    const counted = new LineReader(this.#memory, file, this.#split);
    try {
      let count = 0;
      for (let found = -1; found !== 0; count += found) found = counted.fill(this.#bounds, this.#batchRows);
      return Math.max(0, count - this.#split.format.headerLines - this.#split.format.footerLines);
    } finally {
      counted.close();
    }
  }
}

function rowDecoder(
  split: TextSplit,
  builders: readonly ColumnBuilder[],
  memory: QueryMemory,
  compile: CompileRegex,
): RowDecoder {
  const { u8 } = memory;
  const { format, columns, columnCount } = split;
  switch (format.kind) {
    case 'delimited':
      return new DelimitedRows(format, columns, builders, columnCount, u8);
    case 'csv':
      return new CsvRows(format, columns, builders, u8);
    case 'json':
      return new JsonRows(format, columns, builders, memory);
    case 'regex':
      return new RegexRows(format, columns, builders, columnCount, memory, compile);
  }
}

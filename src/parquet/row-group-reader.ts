import { assert, LakeError } from '../base/lake-error.js';
import type { BlockingFile } from '../storage/file.js';
import type { QueryMemory } from '../vector/query-memory.js';
import { ChunkPages, type ReadCounters } from './chunk-pages.js';
import type { ColumnReader } from './column-reader.js';
import { FlatColumnReader } from './flat-column-reader.js';
import { LeafPages } from './leaf-pages.js';
import { NullColumnReader } from './null-column-reader.js';
import type { RowGroupSplit, SplitColumn } from './row-group-split.js';

type OwnedReader = ColumnReader & { close(): void };

/** Reads columns of one row group into the query's memory, each at its own pace. `close` gives all of its memory back. */
export class RowGroupReader {
  readonly rowCount: number;
  readonly counters: ReadCounters = { bytesRead: 0, pagesRead: 0 };
  readonly #memory: QueryMemory;
  readonly #file: BlockingFile;
  readonly #split: RowGroupSplit;
  readonly #columns: (OwnedReader | undefined)[];
  #sharedBuffer: { readonly address: number; readonly bytes: number } | undefined;

  /** @throws HIVE_BAD_DATA when a column of the file cannot be read as the table's type */
  constructor(memory: QueryMemory, file: BlockingFile, split: RowGroupSplit) {
    this.rowCount = split.rowCount;
    this.#memory = memory;
    this.#file = file;
    this.#split = split;
    this.#columns = split.columns.map(() => undefined);
  }

  /** Gives the reader of a column of the split; nothing is read before its first call. */
  column(index: number): ColumnReader {
    this.#columns[index] ??= this.#open(this.#split.columns[index]!);
    return this.#columns[index];
  }

  close(): void {
    for (const column of this.#columns) column?.close();
    this.#columns.fill(undefined);
    if (this.#sharedBuffer !== undefined) this.#memory.free(this.#sharedBuffer.address, this.#sharedBuffer.bytes);
    this.#sharedBuffer = undefined;
  }

  #open(column: SplitColumn): OwnedReader {
    const { field, leaves, chunks, type } = column;
    if (field === undefined) return new NullColumnReader(this.#memory, type);
    const [leaf, chunk] = [leaves[0], chunks[0]];
    assert(leaf !== undefined && chunk !== undefined, 'a field has a leaf');
    if (leaf.maxRepetitionLevel > 0 || field.physical === undefined)
      throw new LakeError('NOT_SUPPORTED', `Column ${column.name} is nested`);
    if (chunk.valueCount !== this.rowCount)
      throw new LakeError(
        'HIVE_BAD_DATA',
        `Malformed Parquet file ${this.#split.location}, row group ${chunk.rowGroupIndex}, column ${leaf.path.join('.')}: ` +
          `${chunk.valueCount} values for ${this.rowCount} rows`,
      );
    const pages = new ChunkPages(this.#memory, this.#file, leaf, chunk, this.counters);
    const leafPages = new LeafPages(this.#memory, pages, type, (bytes) => this.#takeSharedBuffer(bytes));
    const mayHaveNulls = leaf.maxDefinitionLevel > 0 && chunk.bounds.nullCount !== 0;
    return new FlatColumnReader(this.#memory, leafPages, type, mayHaveNulls);
  }

  #takeSharedBuffer(bytes: number): number {
    // One codec has one size, and the chunks of a row group have one codec, save in odd files: those get memory of their own.
    this.#sharedBuffer ??= { address: this.#memory.alloc(bytes), bytes };
    assert(this.#sharedBuffer.bytes >= bytes, 'codecs that share a buffer agree on its size');
    return this.#sharedBuffer.address;
  }
}

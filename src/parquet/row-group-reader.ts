import { keepClass } from '../base/kept-classes.js';
import { assert, LakeError } from '../base/lake-error.js';
import type { BlockingFile } from '../storage/file.js';
import { type SqlType, typeText } from '../types/sql-type.js';
import type { QueryMemory } from '../vector/query-memory.js';
import { SmallBlocks } from '../vector/small-blocks.js';
import { AheadFile } from './ahead-file.js';
import { readColumnChunk } from './chunk-directory.js';
import { ChunkPages, endSlackBytes, type KeptPages, type ReadCounters, wholeChunkBytes } from './chunk-pages.js';
import type { ColumnChunk } from './column-chunk.js';
import type { ColumnReader } from './column-reader.js';
import { constantColumn } from './constant-column-reader.js';
import { FlatColumnReader } from './flat-column-reader.js';
import { LeafCursor } from './leaf-cursor.js';
import { LeafPages } from './leaf-pages.js';
import { NestedColumnReader } from './nested-column-reader.js';
import { planNested, type WantedLeaves } from './nested-plan.js';
import type { PageCache } from './page-cache.js';
import type { RowRange } from './page-index.js';
import { rowsThatMayMatch } from './page-pruning.js';
import type { RowGroupSplit, SplitColumn } from './row-group-split.js';
import { rowNumberColumn } from './row-number-reader.js';
import type { LeafColumn, SchemaNode } from './schema.js';

type OwnedReader = ColumnReader & { close(): void };

/** Reads columns of one row group into the query's memory, each at its own pace. `close` gives all of its memory back. */
export class RowGroupReader {
  readonly rowCount: number;
  readonly counters: ReadCounters = { bytesRead: 0, pagesRead: 0 };
  readonly #memory: QueryMemory;
  readonly #blocks: SmallBlocks;
  readonly #file: BlockingFile;
  /** Of a file that is far away. */
  readonly #ahead: AheadFile | undefined;
  readonly #begun = new Set<number>();
  readonly #split: RowGroupSplit;
  readonly #kept: KeptPages | undefined;
  readonly #columns: (OwnedReader | undefined)[] = [];
  #sharedBuffer: { readonly address: number; readonly bytes: number } | undefined;

  /**
   * Reads pages from and into `cache` if there is one.
   * @throws HIVE_BAD_DATA when a column of the file cannot be read as the table's type
   */
  constructor(memory: QueryMemory, file: BlockingFile, split: RowGroupSplit, cache?: PageCache) {
    this.rowCount = split.rowCount;
    this.#memory = memory;
    this.#blocks = new SmallBlocks(memory);
    this.#ahead = file.readAhead && new AheadFile(memory, file);
    this.#file = this.#ahead ?? file;
    this.#split = split;
    this.#kept = cache && { cache, fileId: split.fileId };
    for (let index = 0; index < split.columns.length; index++) this.#columns.push(undefined);
  }

  /** Gives the reader of a column of the split; nothing is read before its first call. */
  column(index: number): ColumnReader {
    this.#columns[index] ??= this.#open(this.#split.columns[index]!);
    return this.#columns[index];
  }

  /** Begins to read columns of a file that is far away, all at once; does nothing for a file at hand. */
  readAhead(columns: Iterable<number>): void {
    if (!this.#ahead) return;
    for (const index of columns) {
      if (this.#begun.has(index)) continue;
      this.#begun.add(index);
      for (const leaf of this.#split.columns[index]!.leaves) {
        const { offset, compressedBytes } = this.#chunk(leaf);
        const left = Math.min(this.#file.byteLength - offset, compressedBytes + endSlackBytes);
        if (left <= wholeChunkBytes) this.#ahead.begin(offset, left);
      }
    }
  }

  /** Gives the rows that the file's indexes do not rule out for the domains of the split's columns. */
  rowsThatMayMatch(): readonly RowRange[] {
    return rowsThatMayMatch(this.#file, this.#split);
  }

  close(): void {
    for (const column of this.#columns) {
      if (!column) continue;
      column.close();
      keepClass(column);
    }
    keepClass(this);
    this.#columns.fill(undefined);
    this.#ahead?.close();
    this.#blocks.release();
    if (this.#sharedBuffer !== undefined) this.#memory.free(this.#sharedBuffer.address, this.#sharedBuffer.bytes);
    this.#sharedBuffer = undefined;
  }

  #open(column: SplitColumn): OwnedReader {
    const { field, leaves, type } = column;
    if (column.isRowNumber) return rowNumberColumn(this.#memory, this.#split.firstRow);
    if (field === undefined) return constantColumn(this.#memory, type, column.value ?? null);
    if (field.physical === undefined || field.repetition === 'repeated') return this.#openNested(column, field);
    const [leaf] = leaves;
    assert(leaf !== undefined, 'a field has a leaf');
    const chunk = this.#chunk(leaf);
    if (chunk.valueCount !== this.rowCount)
      throw new LakeError(
        'HIVE_BAD_DATA',
        `Malformed Parquet file ${this.#split.file.location}, row group ${chunk.rowGroupIndex}, column ${leaf.path.join('.')}: ` +
          `${chunk.valueCount} values for ${this.rowCount} rows`,
      );
    const leafPages = this.#openLeaf(leaf, chunk, type);
    const mayHaveNulls = leaf.maxDefinitionLevel > 0 && chunk.bounds.nullCount !== 0;
    return new FlatColumnReader(this.#memory, leafPages, type, mayHaveNulls);
  }

  #openNested(column: SplitColumn, field: SchemaNode): OwnedReader {
    const { type, leaves } = column;
    const wanted: WantedLeaves = new Map();
    const plan = planNested(field, type, wanted);
    if (plan === undefined)
      throw new LakeError(
        'HIVE_BAD_DATA',
        `Field ${field.name}'s type ${field.type === undefined ? 'group' : typeText(field.type)} in Parquet file ` +
          `${this.#split.file.location} is incompatible with type ${typeText(type)} defined in the table`,
      );
    return new NestedColumnReader(this.#memory, type, plan, [...wanted.keys()], (leaf, state) => {
      const leafType = wanted.get(leaf);
      const chunk = this.#chunk(leaves[leaf]!);
      const pages = this.#openLeaf(leaves[leaf]!, chunk, leafType);
      return new LeafCursor(this.#memory, pages, chunk.valueCount, leafType !== undefined, state);
    });
  }

  #chunk(leaf: LeafColumn): ColumnChunk {
    return readColumnChunk(this.#split.file, this.#split.rowGroupIndex, leaf);
  }

  #openLeaf(leaf: LeafColumn, chunk: ColumnChunk, type: SqlType | undefined): LeafPages {
    const pages = new ChunkPages(this.#memory, this.#blocks, this.#file, leaf, chunk, this.counters, this.#kept);
    return new LeafPages(this.#memory, this.#blocks, pages, type, (bytes) => this.#takeSharedBuffer(bytes));
  }

  #takeSharedBuffer(bytes: number): number {
    // One codec has one size, and the chunks of a row group have one codec, save in odd files: those get memory of their own.
    this.#sharedBuffer ??= { address: this.#memory.alloc(bytes), bytes };
    assert(this.#sharedBuffer.bytes >= bytes, 'codecs that share a buffer agree on its size');
    return this.#sharedBuffer.address;
  }
}

import type { Vector } from '../../vector/vector.js';
import type { BufferPool } from './buffer-pool.js';
import { ChunkWriter } from './chunk-writer.js';
import { ColumnShredder } from './column-shredder.js';
import { type WrittenRowGroup, writeFooter, writeMagic } from './footer-writer.js';
import { LeafBuffer } from './leaf-buffer.js';
import type { ByteSink, PageOutput } from './page-output.js';
import type { ParquetWriteOptions } from './write-options.js';
import type { ShredNode, WriteSchema } from './write-schema.js';

type ColumnAppender = Pick<ColumnShredder, 'append' | 'release'>;

/** Writes one Parquet file (https://parquet.apache.org/docs/file-format/), a row group at a time. */
export class ParquetFileWriter {
  readonly #output: PageOutput;
  readonly #pool: BufferPool;
  readonly #sink: ByteSink;
  readonly #schema: WriteSchema;
  readonly #options: ParquetWriteOptions;
  readonly #rowGroups: WrittenRowGroup[] = [];
  #leaves: readonly LeafBuffer[] = [];
  #columns: readonly ColumnAppender[] = [];
  #pendingRows = 0;
  #writtenRows = 0;

  constructor(output: PageOutput, pool: BufferPool, sink: ByteSink, schema: WriteSchema, options: ParquetWriteOptions) {
    this.#output = output;
    this.#pool = pool;
    this.#sink = sink;
    this.#schema = schema;
    this.#options = options;
    writeMagic(sink);
  }

  get rowCount(): number {
    return this.#writtenRows + this.#pendingRows;
  }
  /** Rows that are not yet in the file. */
  get pendingRows(): number {
    return this.#pendingRows;
  }
  get byteLength(): number {
    return this.#sink.byteLength;
  }

  /** Appends rows `rows[0]` to `rows[count - 1]` of one vector a column; `rows` 0: the first `count`. */
  append(vectors: readonly Vector[], rows: number, count: number): void {
    for (let done = 0; done < count; ) {
      const part = Math.min(count - done, this.#options.rowGroupRows - this.#pendingRows);
      if (rows === 0 && (done > 0 || part < count)) this.#appendRange(vectors, done, part);
      else this.#appendRows(vectors, rows === 0 ? 0 : rows + 4 * done, part);
      done += part;
      if (this.#pendingRows >= this.#options.rowGroupRows) this.flush();
    }
  }

  /** Writes the rows that are gathered as a row group. */
  flush(): void {
    if (this.#pendingRows === 0) return;
    const chunks = this.#leaves.map((leaf) =>
      new ChunkWriter(this.#output, this.#sink, this.#options, leaf).write(this.#pendingRows),
    );
    this.#rowGroups.push({ chunks, rowCount: this.#pendingRows });
    this.#writtenRows += this.#pendingRows;
    this.#forget();
  }

  /** Ends the file. */
  close(): void {
    this.flush();
    writeFooter(this.#sink, this.#schema, this.#options.codec, this.#rowGroups);
  }

  /** Gives up the rows that are not written. */
  abandon(): void {
    this.#forget();
  }

  #appendRange(vectors: readonly Vector[], first: number, count: number): void {
    const { memory } = this.#output;
    const rows = memory.alloc(4 * count);
    for (let index = 0; index < count; index++) memory.u32[(rows >>> 2) + index] = first + index;
    this.#appendRows(vectors, rows, count);
    memory.free(rows, 4 * count);
  }

  #appendRows(vectors: readonly Vector[], rows: number, count: number): void {
    if (this.#leaves.length === 0) this.#begin();
    for (const [index, column] of this.#columns.entries()) column.append(vectors[index]!, rows, count);
    this.#pendingRows += count;
  }

  #begin(): void {
    const { memory } = this.#output;
    const { usesDictionaries } = this.#options;
    this.#leaves = this.#schema.leaves.map((leaf) => new LeafBuffer(memory, this.#pool, leaf, usesDictionaries));
    this.#columns = this.#schema.columns.map((node) => this.#appender(node));
  }

  #appender(node: ShredNode): ColumnAppender {
    if (node.kind !== 'leaf') return new ColumnShredder(this.#output.memory, this.#pool, node, this.#leaves);
    const leaf = this.#leaves[node.leaf]!;
    return { append: (vector, rows, count) => leaf.append(vector, rows, count), release: () => undefined };
  }

  #forget(): void {
    for (const column of this.#columns) column.release();
    for (const leaf of this.#leaves) leaf.release();
    this.#leaves = [];
    this.#columns = [];
    this.#pendingRows = 0;
  }
}

import { randomBytes } from 'node:crypto';
import { LakeError } from '../../base/lake-error.js';
import { BufferPool } from '../../parquet/write/buffer-pool.js';
import { PageOutput } from '../../parquet/write/page-output.js';
import { ParquetFileWriter } from '../../parquet/write/parquet-file-writer.js';
import type { ParquetWriteOptions } from '../../parquet/write/write-options.js';
import { type WriteColumn, type WriteSchema, writeSchema } from '../../parquet/write/write-schema.js';
import type { ColumnReference } from '../../plan/expression.js';
import { makeFolderNow, StagedFile, stagedPath } from '../../storage/staged-file.js';
import { TextFileWriter, type TextWriteOptions } from '../../text/write/text-file-writer.js';
import type { Batch, Vector } from '../../vector/vector.js';
import type { Gang, NodeDefinition, Sink } from '../operator.js';
import type { PhysicalNode } from '../physical-plan.js';
import type { ThreadContext } from '../thread-context.js';
import { type Route, type RoutingColumn, RowRouter } from './row-router.js';
import { type WrittenFile, writtenFilesBatch } from './write-facts.js';

/** How the files are written; plain data. */
export type FileOptions =
  | { readonly kind: 'parquet'; readonly options: ParquetWriteOptions }
  | { readonly kind: 'text'; readonly options: TextWriteOptions };

/** Where and how rows are written; plain data. */
export interface WriteTarget {
  /** Folder of the table, or of the files. */
  readonly folder: string;
  /** Where files are gathered that go to another store than a local disk. */
  readonly stagingFolder: string | undefined;
  /** What the names of all files begin with, and end with. */
  readonly filePrefix: string;
  readonly fileSuffix: string;
  /** Names of the columns, those of partition keys too, in the order of the query's. */
  readonly columnNames: readonly string[];
  readonly partitionKeys: readonly string[];
  readonly bucketedBy: readonly string[];
  readonly bucketCount: number;
  /** More open files than this fail. */
  readonly openWritersMax: number;
  readonly files: FileOptions;
}

/** Writes rows to files, each worker its own, and gives what it wrote as the result. */
export interface TableWriterNode extends PhysicalNode {
  readonly kind: 'TableWriter';
  readonly columns: readonly ColumnReference[];
  readonly target: WriteTarget;
}

interface OpenFile {
  readonly file: StagedFile;
  readonly writer: ParquetFileWriter | TextFileWriter;
  readonly location: string;
}

// Above this part of the memory, rows go to files before their row groups are full.
const memoryPartMax = 0.6;

class TableWriter implements Sink {
  readonly #context: ThreadContext;
  readonly #gang: Gang;
  readonly #target: WriteTarget;
  readonly #pool: BufferPool;
  readonly #output: PageOutput;
  readonly #inFiles: readonly WriteColumn[];
  readonly #schema: WriteSchema | undefined;
  /** Places of the columns that files have, in batches. */
  readonly #positions: readonly number[];
  readonly #router: RowRouter | undefined;
  readonly #open = new Map<number, OpenFile>();
  readonly #written: WrittenFile[] = [];

  constructor({ columns, target }: TableWriterNode, context: ThreadContext, gang: Gang, inputs: readonly number[]) {
    this.#context = context;
    this.#gang = gang;
    this.#target = target;
    this.#pool = new BufferPool(context.memory);
    this.#output = new PageOutput(context.memory, context.arena);
    const named = columns.map(({ id, type }, index) => ({
      name: target.columnNames[index]!,
      type,
      position: inputs.indexOf(id),
    }));
    const inFiles = named.filter(({ name }) => !target.partitionKeys.includes(name));
    this.#inFiles = inFiles;
    this.#schema = target.files.kind === 'parquet' ? writeSchema(inFiles) : undefined;
    this.#positions = inFiles.map(({ position }) => position);
    this.#router = this.#makeRouter(named);
  }

  consume(batch: Batch): void {
    if (batch.selectedCount === 0) return;
    const { memory } = this.#context;
    const vectors = this.#positions.map((position) => batch.columns[position]!);
    if (!this.#router) this.#append(0, vectors, batch.selection, batch.selectedCount);
    else {
      const rowsAt = memory.alloc(4 * batch.selectedCount);
      for (const { route, rows, count } of this.#router.split(batch, rowsAt)) this.#append(route, vectors, rows, count);
      memory.free(rowsAt, 4 * batch.selectedCount);
    }
    if (memory.usedBytes > memoryPartMax * memory.limitBytes) this.#flushLargest();
  }

  finish(): void {
    for (const number of [...this.#open.keys()]) this.#close(number);
    this.#router?.release();
    this.#output.release();
    this.#pool.release();
    if (this.#written.length > 0) this.#gang.deliver(writtenFilesBatch(this.#written));
  }

  #makeRouter(named: readonly RoutingColumn[]): RowRouter | undefined {
    const { partitionKeys, bucketedBy, bucketCount } = this.#target;
    const find = (name: string): RoutingColumn => named.find((column) => column.name === name)!;
    if (partitionKeys.length === 0 && bucketedBy.length === 0) return undefined;
    const buckets = bucketedBy.length > 0 ? { columns: bucketedBy.map(find), count: bucketCount } : undefined;
    return new RowRouter(this.#context.memory, this.#pool, partitionKeys.map(find), buckets);
  }

  #append(number: number, vectors: readonly Vector[], rows: number, count: number): void {
    const open = this.#open.get(number) ?? this.#openFile(number);
    open.writer.append(vectors, rows, count);
    if (open.writer.byteLength >= this.#target.files.options.fileBytes) this.#close(number);
  }

  #openFile(number: number): OpenFile {
    const { folder, stagingFolder, filePrefix, fileSuffix, openWritersMax } = this.#target;
    if (this.#open.size >= openWritersMax) throw tooManyWriters(openWritersMax);
    const { partition, bucket } = this.#route(number);
    const own = partition === '' ? folder : `${folder}/${partition}`;
    // Hive and Trino find the number of a bucket at the beginning of a file's name.
    const bucketName = bucket < 0 ? '' : `${String(bucket).padStart(6, '0')}_0_`;
    const location = `${own}/${bucketName}${filePrefix}${randomBytes(8).toString('hex')}${fileSuffix}`;
    makeFolderNow(stagingFolder ?? own);
    const file = new StagedFile(stagedPath(location, stagingFolder));
    this.#context.openFiles.add(file);
    const open = { file, writer: this.#fileWriter(file), location };
    this.#open.set(number, open);
    return open;
  }

  #fileWriter(file: StagedFile): OpenFile['writer'] {
    const { files } = this.#target;
    if (files.kind === 'text') return new TextFileWriter(this.#context.memory, file, this.#inFiles, files.options);
    return new ParquetFileWriter(this.#output, this.#pool, file, this.#schema!, files.options);
  }

  #close(number: number): void {
    const { file, writer, location } = this.#open.get(number)!;
    writer.close();
    file.finish();
    this.#context.openFiles.delete(file);
    this.#open.delete(number);
    const { partition, values, bucket } = this.#route(number);
    const { rowCount, byteLength } = writer;
    const { path } = file;
    this.#written.push({ location, path, partition, values: JSON.stringify(values), bucket, rowCount, byteLength });
  }

  #route(number: number): Route {
    return this.#router?.routes[number] ?? { partition: '', values: [], bucket: -1 };
  }

  /** Writes the rows of the writers that hold most, until half of all rows are written. */
  #flushLargest(): void {
    const writers = [...this.#open.values()].map(({ writer }) => writer);
    writers.sort((a, b) => b.pendingRows - a.pendingRows);
    let left = writers.reduce((sum, { pendingRows }) => sum + pendingRows, 0) / 2;
    for (const writer of writers) {
      if (left <= 0) return;
      left -= writer.pendingRows;
      writer.flush();
    }
  }
}

/** Makes the error of a statement that writes to more partitions and buckets than it may. */
export const tooManyWriters = (most: number): LakeError =>
  new LakeError('HIVE_TOO_MANY_OPEN_PARTITIONS', `Exceeded limit of ${most} open writers for partitions/buckets`);

/** Defines the writing of files. */
export const tableWriter: NodeDefinition<TableWriterNode> = {
  kind: 'TableWriter',
  place: 'sink',
  explain: ({ target }) =>
    [
      target.folder,
      target.files.kind === 'parquet' ? target.files.options.codec : target.files.options.format.kind,
      ...(target.partitionKeys.length > 0 ? [`partitionKeys=[${target.partitionKeys.join(', ')}]`] : []),
      ...(target.bucketedBy.length > 0 ? [`buckets=${target.bucketCount} of [${target.bucketedBy.join(', ')}]`] : []),
    ].join(' '),
  create: (node, context, gang, inputs) => new TableWriter(node, context, gang, inputs),
};

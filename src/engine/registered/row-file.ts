import { stat } from 'node:fs/promises';
import { vectorOfValues } from '../../exec/operators/values.js';
import { type ExecutionSettings, ThreadContext } from '../../exec/thread-context.js';
import type { SessionFacts } from '../../functions/definition.js';
import { BufferPool } from '../../parquet/write/buffer-pool.js';
import { PageOutput } from '../../parquet/write/page-output.js';
import { ParquetFileWriter } from '../../parquet/write/parquet-file-writer.js';
import { writeOptionsDefault } from '../../parquet/write/write-options.js';
import { writeSchema } from '../../parquet/write/write-schema.js';
import type { ListedFile } from '../../storage/object-store.js';
import { StagedFile } from '../../storage/staged-file.js';
import type { TableColumn } from '../../table/table-column.js';
import type { SqlValue } from '../../types/sql-value.js';
import { QueryMemory } from '../../vector/query-memory.js';

// Rows wait here until a row group is full, or a part of this.
const memoryBytes = 64 * 2 ** 20;
const memoryPartMax = 0.6;
const batchRows = 2048;

/** Writes rows of this thread to a temporary Parquet file, with a bound on memory. Files hold instants without the zones that values have. */
export class RowFile {
  readonly #columns: readonly TableColumn[];
  readonly #context: ThreadContext;
  readonly #pool: BufferPool;
  readonly #output: PageOutput;
  readonly #file: StagedFile;
  readonly #writer: ParquetFileWriter;
  readonly #values: SqlValue[][];
  #waiting = 0;

  /** @throws NOT_SUPPORTED for a type that Parquet cannot hold */
  constructor(path: string, columns: readonly TableColumn[], session: SessionFacts, settings: ExecutionSettings) {
    const schema = writeSchema(columns);
    const memory = QueryMemory.open(QueryMemory.reserve(memoryBytes));
    memory.reset(memoryBytes);
    this.#columns = columns;
    this.#context = new ThreadContext({ memory, session, settings, workerIndex: 0, workerCount: 1 });
    this.#pool = new BufferPool(memory);
    this.#output = new PageOutput(memory, this.#context.arena);
    this.#file = new StagedFile(path);
    const options = { ...writeOptionsDefault, codec: 'LZ4_RAW' } as const;
    this.#writer = new ParquetFileWriter(this.#output, this.#pool, this.#file, schema, options);
    this.#values = columns.map(() => []);
  }

  append(row: readonly SqlValue[]): void {
    for (const [index, value] of row.entries()) this.#values[index]!.push(value);
    if (++this.#waiting >= batchRows) this.#write();
  }

  /** Ends the file. */
  async close(): Promise<ListedFile> {
    this.#write();
    this.#writer.close();
    this.#file.finish();
    const { path: location } = this.#file;
    const { size, mtimeMs } = await stat(location);
    return { location, byteLength: size, modifiedMillis: mtimeMs };
  }

  /** Gives the file up. */
  abandon(): void {
    this.#file.abandon();
  }

  #write(): void {
    if (this.#waiting === 0) return;
    this.#context.resetScratch();
    const vectors = this.#columns.map(({ type }, index) => vectorOfValues(this.#context, type, this.#values[index]!));
    this.#writer.append(vectors, 0, this.#waiting);
    for (const values of this.#values) values.length = 0;
    this.#waiting = 0;
    const { memory } = this.#context;
    if (memory.usedBytes > memoryPartMax * memory.limitBytes) this.#writer.flush();
  }
}

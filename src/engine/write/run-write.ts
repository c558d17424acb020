import { LakeError } from '../../base/lake-error.js';
import { type FileOptions, tooManyWriters, type WriteTarget } from '../../exec/operators/table-writer.js';
import { type WrittenFile, writtenFileOf } from '../../exec/operators/write-facts.js';
import type { BoundQuery } from '../../plan/logical-plan.js';
import type { TableWrite } from '../../table/commit/table-write.js';
import { compressionSuffix } from '../../text/write/text-file-writer.js';
import { isRestricted } from '../plan-query.js';
import { startQuery } from '../query-runner.js';
import type { StatementContext } from '../statement-context.js';
import { jobOf } from '../statement-result.js';
import { placeOf } from './write-target.js';

/** What a write puts where. */
export interface WriteRequest {
  /** Rows whose columns are those of the target, partition keys last; undefined: none, what is replaced only goes. */
  readonly query: BoundQuery | undefined;
  /** Folder without a slash at its end. */
  readonly location: string;
  /** The folder is the write's own, and goes when it fails. */
  readonly isNewTable: boolean;
  readonly partitionKeys: readonly string[];
  readonly bucketedBy?: readonly string[] | undefined;
  readonly bucketCount?: number | undefined;
  readonly files: FileOptions;
  /** Refuses the write before it begins, inside the transaction that records it. */
  check?(): void;
  /** Looks at the location, now that no other write of a new table may begin there; may refuse. */
  prepare?(): Promise<void>;
  /** Names the folder that a file is to go to when that is not below the location. */
  place?(file: WrittenFile): string | undefined;
  /** What becomes of the catalog when the files are there: inside the transaction that commits them. */
  change?(files: readonly WrittenFile[]): void;
  /** Locations of files whose rows these are. */
  readonly replaced?: readonly string[] | undefined;
  /** So many partitions at once are well, whatever the session's limit is. */
  readonly openWritersMin?: number | undefined;
  /** Fewer threads than there are make fewer files. */
  readonly threadsMax?: number | undefined;
}

/** Writes the rows of a query to files and commits them; gives how many rows. Leaves nothing when it fails. */
export async function runWrite(request: WriteRequest, context: StatementContext): Promise<number> {
  const { inside, catalog, life } = context;
  const folder = placeOf(request.location, context);
  const write = inside.writes.begin(catalog, folder, request.isNewTable, () => request.check?.());
  try {
    await request.prepare?.();
    const { query } = request;
    const files = query ? await writeFiles({ ...request, query }, folder, write, context) : [];
    const shown = files.map((file) => shownLocation(file, folder, request));
    const placed = files.map((file, index) => ({ ...file, location: inside.locations.place(shown[index]!) }));
    await write.commit(placed, () => request.change?.(placed), request.replaced);
    life.wrote(shown);
    return files.reduce((sum, { rowCount }) => sum + rowCount, 0);
  } catch (error) {
    await abort(write);
    throw error;
  }
}

/** Names a file as its table does: `s3://…` also where a folder stands for that. */
function shownLocation(file: WrittenFile, folder: string, { location, place }: WriteRequest): string {
  const elsewhere = place?.(file);
  if (elsewhere === undefined) return `${location}${file.location.slice(folder.length)}`;
  return `${elsewhere}/${file.location.slice(file.location.lastIndexOf('/') + 1)}`;
}

async function writeFiles(
  request: WriteRequest & { readonly query: BoundQuery },
  folder: string,
  write: TableWrite,
  context: StatementContext,
): Promise<readonly WrittenFile[]> {
  const openWritersMax = Math.max(context.settings.number('max_partitions_per_writers'), request.openWritersMin ?? 0);
  const target: WriteTarget = {
    folder,
    stagingFolder: write.store.stagingFolder,
    filePrefix: write.filePrefix,
    fileSuffix: fileSuffix(request.files),
    columnNames: request.query.columns.map(({ name }) => name),
    partitionKeys: request.partitionKeys,
    bucketedBy: request.bucketedBy ?? [],
    bucketCount: request.bucketCount ?? 0,
    openWritersMax,
    files: request.files,
  };
  const job = jobOf(request.query, context);
  // Several threads make a file each of what falls to them, and how many files there are tells of the rows that they did not see.
  const threads = isRestricted(request.query.plan) ? 1 : Math.min(job.threads, request.threadsMax ?? job.threads);
  const isMeasured = context.onWritten !== undefined;
  const query = await startQuery({ ...job, threads, target }, context.inside.pool, isMeasured);
  const files = (await query.result.toArrays()).map(writtenFileOf);
  const places = new Set(files.map(({ partition, bucket }) => `${partition}/${bucket}`));
  if (places.size > openWritersMax) throw tooManyWriters(openWritersMax);
  context.onWritten?.(query, files);
  return files;
}

const fileSuffix = (files: FileOptions): string =>
  files.kind === 'parquet' ? '.parquet' : compressionSuffix[files.options.compression];

/** Gives a write up. What cannot be deleted now is at the next open, and is not seen until then. */
async function abort(write: TableWrite): Promise<void> {
  try {
    await write.abort();
  } catch (error) {
    if (!(error instanceof LakeError)) throw error;
  }
}

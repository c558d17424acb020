import { LakeError } from '../../base/lake-error.js';
import type { ListedFile } from '../../storage/object-store.js';
import type { FooterCache } from '../../table/footer-cache.js';
import type { LakeFiles } from '../lake-files.js';
import { inferCsv } from './csv-shape.js';
import { fileKind } from './file-kind.js';
import { copyStatements, externalStatements, type TableName } from './import-statements.js';
import type { ImportedFiles, ImportedShape, ImportOptions, ImportPlan } from './imported-files.js';
import { inferJson } from './json-shape.js';
import { inferParquet } from './parquet-shape.js';
import { partitionLayout } from './partition-layout.js';
import { readSample } from './sample.js';

/** What planning reads from. */
export interface ImportSources {
  readonly files: LakeFiles;
  readonly footers: FooterCache;
  /** Tells whether the principal may read files that no table stands for. */
  mayRead(location: string): boolean;
  readonly database: string;
}

const samplesMax = 16;
const locationsMax = 64;

/**
 * Looks at files as a crawler does: format, compression, delimiter, header, columns and types from samples of them, partitions from their
 * paths. Gives the statements that make a table of them. @throws LakeError
 */
export async function planImport(options: ImportOptions, sources: ImportSources): Promise<ImportPlan> {
  for (const location of options.files)
    if (!sources.mayRead(location))
      throw new LakeError('PERMISSION_DENIED', `Insufficient Lake Formation permissions on ${location}`);
  const lists = await Promise.all(options.files.map((location) => sources.files.list(location)));
  const listed = lists.flat().filter(({ byteLength }) => byteLength > 0);
  if (listed.length === 0) throw new LakeError('NOT_FOUND', `There are no files at ${options.files.join(', ')}`);
  const partitions = partitionLayout(listed.map(({ location }) => location));
  const shape = await shapeOf(listed, options, sources);
  const locations = partitions ? [partitions.folder] : await locationsOf(listed, sources);
  const imported: ImportedFiles = { locations, shape, partitions };
  const table = tableName(options.table, sources.database);
  if (options.mode === 'external' && locations.length > 1)
    throw new LakeError('NOT_SUPPORTED', 'An external table has all files of a folder, or one file', {
      hint: 'Import the whole folder, or a copy.',
    });
  const made = options.mode === 'copy' ? copyStatements(table, imported, options) : externalStatements(table, imported);
  const byteLength = listed.reduce((sum, file) => sum + file.byteLength, 0);
  return { kind: shape.kind, fileCount: listed.length, byteLength, ...made };
}

async function shapeOf(
  listed: readonly ListedFile[],
  { hasHeader }: ImportOptions,
  { files, footers }: ImportSources,
): Promise<ImportedShape> {
  const kinds = new Set(await Promise.all(spread(listed).map((file) => fileKind(file, files))));
  if (kinds.size > 1)
    throw new LakeError('NOT_SUPPORTED', `The files are of several formats: ${[...kinds].join(', ')}`, {
      hint: 'Import those of each format by themselves.',
    });
  const [kind] = kinds;
  if (kind === 'parquet') return { kind, columns: inferParquet(await footers.readAll(listed)) };
  const samples = await Promise.all(spread(listed).map((file) => readSample(file, files)));
  return kind === 'json' ? { kind, columns: inferJson(samples) } : { kind: 'csv', csv: inferCsv(samples, hasHeader) };
}

/** Takes some files from the first to the last. */
function spread(listed: readonly ListedFile[]): readonly ListedFile[] {
  const count = Math.min(samplesMax, listed.length);
  return Array.from({ length: count }, (_, index) => listed[Math.floor((index * listed.length) / count)]!);
}

/** Gives the folder that has these files and no others, or else each file. */
async function locationsOf(listed: readonly ListedFile[], { files }: ImportSources): Promise<readonly string[]> {
  const locations = listed.map(({ location }) => location);
  if (locations.length === 1) return locations;
  const folders = locations.map((location) => location.slice(0, location.lastIndexOf('/')));
  const folder = folders.reduce(commonFolder);
  if ((await files.list(folder)).length === locations.length) return [folder];
  if (locations.length <= locationsMax) return locations;
  throw new LakeError('NOT_SUPPORTED', `These are ${locations.length} files, but not all of a folder`, {
    hint: 'Import a whole folder.',
  });
}

function commonFolder(a: string, b: string): string {
  const [left, right] = [a.split('/'), b.split('/')];
  const different = left.findIndex((part, index) => part !== right[index]);
  return different === -1 ? a : left.slice(0, different).join('/');
}

function tableName(text: string, database: string): TableName {
  const [name = '', given] = text.split('.').reverse();
  if (!/^[\p{L}\p{N}_]+$/u.test(name) || text.split('.').length > 2)
    throw new LakeError('INVALID_ARGUMENTS', `${text} is no name of a table`, { hint: 'Use table or database.table' });
  return { database: (given ?? database).toLowerCase(), name: name.toLowerCase() };
}

import { LakeError } from '../../base/lake-error.js';
import type { ListedFile } from '../../storage/object-store.js';
import { findTextCodec } from '../../text/compression/registry.js';
import type { LakeFiles } from '../lake-files.js';

/** What kinds of files can be imported. */
export type FileKind = 'parquet' | 'json' | 'csv';

const byEnding: Readonly<Record<string, FileKind>> = {
  parquet: 'parquet',
  pq: 'parquet',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
  csv: 'csv',
  tsv: 'csv',
  txt: 'csv',
  tbl: 'csv',
};

/** Tells what kind a file is by its name, or else by its first bytes. */
export async function fileKind({ location, byteLength }: ListedFile, files: LakeFiles): Promise<FileKind> {
  const endings = location.slice(location.lastIndexOf('/') + 1).split('.');
  const isPacked = findTextCodec(endings.at(-1)!) !== undefined;
  const known = byEnding[endings.at(isPacked ? -2 : -1)!.toLowerCase()];
  if (known) return known;
  if (isPacked) return 'csv';
  const file = await files.store(location).openForRead(location);
  try {
    const start = Buffer.from(await file.read(0, Math.min(byteLength, 16))).toString('latin1');
    if (start.startsWith('PAR1')) return 'parquet';
    if (start.trimStart().startsWith('{')) return 'json';
    if (/^[\t\n\r\x20-\x7e\x80-\xff]*$/.test(start)) return 'csv';
  } finally {
    await file.close();
  }
  throw new LakeError('NOT_SUPPORTED', `${location} is neither Parquet nor JSON nor delimited text`);
}

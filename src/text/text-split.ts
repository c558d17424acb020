import { LakeError } from '../base/lake-error.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import type { TextFormat } from './text-format.js';

/** A column that a scan wants of text files. */
export interface TextColumn {
  readonly name: string;
  readonly type: SqlType;
  /** Its place among the columns of the files' rows; undefined when it is not there: every row has `value`. */
  readonly index: number | undefined;
  /** NULL when absent. */
  readonly value?: SqlValue | undefined;
}

/** Names how a file is compressed. */
export type TextCompression = 'none' | 'gzip' | 'deflate';

/** All that a worker needs to read a part of a text file: the lines that begin within a range of bytes. Survives structuredClone. */
export interface TextSplit {
  readonly location: string;
  readonly byteLength: number;
  readonly start: number;
  readonly end: number;
  readonly compression: TextCompression;
  readonly format: TextFormat;
  /** How many columns the rows of the files have. */
  readonly columnCount: number;
  readonly columns: readonly TextColumn[];
  /** The first of its file's splits: counts for the file. */
  readonly beginsFile: boolean;
}

const splitBytes = 4 * 1024 * 1024;

const compressions: Readonly<Record<string, TextCompression>> = { gz: 'gzip', deflate: 'deflate' };
const unreadable = new Set(['bz2', 'zst', 'lz4', 'snappy', 'lzo', 'zip']);

/** Tells by its name how a file is compressed. @throws HIVE_UNSUPPORTED_FORMAT */
export function compressionOf(location: string): TextCompression {
  const extension = /\.([^./\\]*)$/.exec(location)?.[1] ?? '';
  if (unreadable.has(extension))
    throw new LakeError(
      'HIVE_UNSUPPORTED_FORMAT',
      `Error opening ${location}: files that end with .${extension} are not read`,
    );
  return Object.hasOwn(compressions, extension) ? compressions[extension]! : 'none';
}

/** Takes a file apart; what is compressed, or has lines to leave out at its end, is one piece. */
export function* textSplits(
  file: { readonly location: string; readonly byteLength: number },
  format: TextFormat,
  columnCount: number,
  columns: readonly TextColumn[],
): Generator<TextSplit> {
  const { location, byteLength } = file;
  const compression = compressionOf(location);
  const isWhole = compression !== 'none' || format.footerLines > 0 || format.headerLines > 1;
  const step = isWhole ? Math.max(byteLength, 1) : splitBytes;
  for (let start = 0; start < byteLength; start += step) {
    const end = Math.min(start + step, byteLength);
    yield { location, byteLength, start, end, compression, format, columnCount, columns, beginsFile: start === 0 };
  }
}

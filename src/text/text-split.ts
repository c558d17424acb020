import { LakeError } from '../base/lake-error.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import { findTextCodec } from './compression/registry.js';
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

/** All that a worker needs to read a part of a text file: the lines that begin within a range of bytes. Survives structuredClone. */
export interface TextSplit {
  readonly location: string;
  readonly byteLength: number;
  readonly start: number;
  readonly end: number;
  /** What a compressed file's name ends with. */
  readonly compression: string | undefined;
  readonly format: TextFormat;
  /** How many columns the rows of the files have. */
  readonly columnCount: number;
  readonly columns: readonly TextColumn[];
  /** The first of its file's splits: counts for the file. */
  readonly beginsFile: boolean;
}

const splitBytes = 4 * 1024 * 1024;

const unreadable = new Set(['lzo', 'zip', 'tgz', 'tar']);

/** Gives the ending by which a file's codec is known; undefined for plain text. @throws HIVE_UNSUPPORTED_FORMAT */
function compressionOf(location: string): string | undefined {
  const extension = /\.([^./\\]*)$/.exec(location)?.[1] ?? '';
  if (unreadable.has(extension))
    throw new LakeError(
      'HIVE_UNSUPPORTED_FORMAT',
      `Error opening ${location}: files that end with .${extension} are not read`,
    );
  return findTextCodec(extension) && extension;
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
  const isWhole = compression !== undefined || format.footerLines > 0 || format.headerLines > 1;
  const step = isWhole ? Math.max(byteLength, 1) : splitBytes;
  for (let start = 0; start < byteLength; start += step) {
    const end = Math.min(start + step, byteLength);
    yield { location, byteLength, start, end, compression, format, columnCount, columns, beginsFile: start === 0 };
  }
}

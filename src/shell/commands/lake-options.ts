import { LakeError } from '../../base/lake-error.js';
import type { LakeOptions } from '../../engine/lake.js';
import type { SessionOptions } from '../../engine/session-options.js';
import type { CommandOption } from './command.js';

/** What every command that opens a lake takes. */
export interface LakeLine {
  readonly threads?: number;
  readonly memory?: string;
}

/** What every command that opens a session takes. */
export interface SessionLine extends LakeLine {
  readonly database?: string;
  readonly principal?: string;
  readonly workgroup?: string;
  readonly readOnly?: boolean;
}

/** Options of opening a lake. */
export const lakeOptions: readonly CommandOption[] = [
  { flags: '--threads <n>', summary: 'worker threads', parse: wholeNumber },
  { flags: '--memory <size>', summary: 'memory that one query may use, such as 512MiB' },
];

/** Options of opening a lake and a session. */
export const sessionOptions: readonly CommandOption[] = [
  ...lakeOptions,
  { flags: '--database <name>', summary: 'current database' },
  { flags: '--principal <name>', summary: 'who runs the statements' },
  { flags: '--workgroup <name>', summary: 'whose limits hold; primary by default' },
  { flags: '--read-only', summary: 'refuse statements that change the lake or write files' },
];

/** Gives the lake's options of a command line. */
export const lakeOptionsOf = ({ threads, memory }: LakeLine): LakeOptions => ({
  // Made with the bundle, which is where programs run from.
  workerFile: new URL('./kept-worker.cjs', import.meta.url),
  ...(threads === undefined ? {} : { threads }),
  ...(memory === undefined ? {} : { memoryLimit: memory }),
});

/** Gives the session's options of a command line. */
export const sessionOptionsOf = ({ database, principal, workgroup, readOnly }: SessionLine): SessionOptions => ({
  source: 'lakelet',
  ...(database === undefined ? {} : { database }),
  ...(principal === undefined ? {} : { principal }),
  ...(workgroup === undefined ? {} : { workgroup }),
  ...(readOnly === undefined ? {} : { readOnly }),
});

/** Parses a count. @throws CONFIGURATION_INVALID */
export function wholeNumber(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new LakeError('CONFIGURATION_INVALID', 'Not a whole number.');
}

/** Parses a duration or size. @throws CONFIGURATION_INVALID */
export function positiveNumber(text: string): number {
  const number = Number(text);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new LakeError('CONFIGURATION_INVALID', 'Not a positive number.');
}

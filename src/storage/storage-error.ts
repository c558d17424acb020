import { LakeError } from '../base/lake-error.js';

/** Makes the error of an operation that the disk or the store refused. */
export const fileSystemError = (what: string, location: string, cause: unknown): LakeError =>
  cause instanceof LakeError
    ? cause
    : new LakeError('HIVE_FILESYSTEM_ERROR', `Error ${what} ${location}: ${reasonOf(cause)}`, { cause });

/** Makes the error of a write to a location that has a file. */
export const alreadyExists = (location: string, cause?: unknown): LakeError =>
  new LakeError('HIVE_PATH_ALREADY_EXISTS', `A file already exists at ${location}`, { cause });

/** Gives the system's code of a failed call, such as ENOENT. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;

/** Says why something failed, in one line. */
export const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

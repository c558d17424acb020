import { LakeError } from '../base/lake-error.js';
import { LakeNotOpened } from './lake-not-opened.js';

/** What the process ends with. */
export const exitCode = {
  done: 0,
  queryFailed: 1,
  usage: 2,
  cannotOpen: 3,
  timeout: 4,
  permissionDenied: 5,
  interrupted: 130,
} as const;

/** Tells what the process ends with after a failed statement, or without a lake. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof LakeNotOpened) return exitCode.cannotOpen;
  if (!(error instanceof LakeError)) return exitCode.queryFailed;
  switch (error.name) {
    case 'CONFIGURATION_INVALID':
      return exitCode.usage;
    case 'EXCEEDED_TIME_LIMIT':
      return exitCode.timeout;
    case 'PERMISSION_DENIED':
      return exitCode.permissionDenied;
    case 'USER_CANCELED':
      return exitCode.interrupted;
    default:
      return exitCode.queryFailed;
  }
}

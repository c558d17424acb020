import { LakeError } from '../../base/lake-error.js';
import type { Finding } from './lake-check.js';

/** Makes a finding of a typed failure; throws another one on. */
export function wrongFinding(subject: string, error: unknown): Finding {
  if (!(error instanceof LakeError)) throw error;
  return { severity: 'wrong', subject, message: `${error.name}: ${error.message}` };
}

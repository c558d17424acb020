import { readFile } from 'node:fs/promises';
import { LakeError } from '../base/lake-error.js';

/** Reads a file that the command line names. @throws CONFIGURATION_INVALID */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new LakeError('CONFIGURATION_INVALID', `Cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
}

/** Reads a file that the command line names; one that is not there yet is empty. @throws CONFIGURATION_INVALID */
export async function readTextOrNothing(file: string): Promise<string> {
  try {
    return await readText(file);
  } catch (error) {
    if (error instanceof LakeError && (error.cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

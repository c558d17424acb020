import { LakeError } from '../base/lake-error.js';
import { Lake, type LakeOptions } from '../engine/lake.js';
import { LakeNotOpened } from './lake-not-opened.js';

/** Opens the lake of a command. @throws LakeNotOpened, or CONFIGURATION_INVALID for wrong options */
export async function openLake(folder: string | undefined, options: LakeOptions): Promise<Lake> {
  try {
    return await Lake.open(folder, options);
  } catch (error) {
    if (error instanceof LakeError && error.name === 'CONFIGURATION_INVALID') throw error;
    throw new LakeNotOpened(error);
  }
}

import { LakeError } from '../../../base/lake-error.js';
import type { Instruction } from '../../../wasm/instruction.js';
import type { BoundTypes, EmittedValue, Emitter } from '../../definition.js';
import { compileJsonPath } from './json-path-program.js';

/** Tells whether the path, the second argument, is known while code is written. */
export const hasLiteralPath = ({ constants }: BoundTypes): boolean => typeof constants?.[1] === 'string';

/** Compiles a literal path; undefined where it is wrong: then every row fails. */
export function emitPath(e: Emitter, path: EmittedValue): Instruction | undefined {
  try {
    return e.text(compileJsonPath(path.constant as string)).value;
  } catch (error) {
    if (!(error instanceof LakeError)) throw error;
    e.fail(error.name, error.message);
    return undefined;
  }
}

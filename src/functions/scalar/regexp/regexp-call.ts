import { LakeError } from '../../../base/lake-error.js';
import type { SqlValue } from '../../../types/sql-value.js';
import { type Instruction, i32 } from '../../../wasm/instruction.js';
import type { EmittedValue, Emitter, ScalarImplementation } from '../../definition.js';
import { compileRegexp, type RegexpProgram } from './regexp-program.js';

/** What the kernels answer besides their results: kernels/regexp.ts. */
export const answers = { tooLong: 1, overrun: 2, badTemplate: 3 } as const;

const overrunMessage = 'The regular expression takes too many steps on a value';
const tooLongMessage = 'The resulting string is too large';

/** Reads a literal pattern while code is written; undefined where it is wrong: then every row fails. */
export function emitProgram(
  e: Emitter,
  pattern: EmittedValue,
): { program: RegexpProgram; view: Instruction } | undefined {
  try {
    const program = compileRegexp(pattern.constant as string);
    return { program, view: e.text(program.bytes).value };
  } catch (error) {
    if (!(error instanceof LakeError)) throw error;
    e.fail(error.name, error.message);
    return undefined;
  }
}

/** Fails the row where a kernel gave up. */
export function failOverrun(e: Emitter, isOverrun: Instruction): void {
  e.failIf(isOverrun, 'INVALID_FUNCTION_ARGUMENT', overrunMessage);
}

/** Fails the row as the answer of a kernel that writes a string says. */
export function failAnswer(e: Emitter, answer: Instruction): void {
  e.failIf(i32.eq(answer, i32.const(answers.tooLong)), 'INVALID_FUNCTION_ARGUMENT', tooLongMessage);
  failOverrun(e, i32.eq(answer, i32.const(answers.overrun)));
}

/** Throws what the answer of a kernel that writes a string says. */
export function checkAnswer(answer: number | bigint): void {
  if (answer === answers.tooLong) throw new LakeError('INVALID_FUNCTION_ARGUMENT', tooLongMessage);
  if (answer === answers.overrun) throw overrunError();
}

export const overrunError = (): LakeError => new LakeError('INVALID_FUNCTION_ARGUMENT', overrunMessage);

/** Emits where the arguments at these places are literals, which is where the pattern can be compiled ahead. */
export const whereConstant = (...places: readonly number[]): Pick<ScalarImplementation, 'emitsFor'> => ({
  emitsFor: ({ constants }) => places.every((place) => (constants?.[place] ?? undefined) !== undefined),
});

/** Checks the number of a group. */
export function groupError(group: bigint, { groupCount }: RegexpProgram): LakeError | undefined {
  if (group < 0n) return new LakeError('INVALID_FUNCTION_ARGUMENT', 'Group cannot be negative');
  if (group <= BigInt(groupCount)) return undefined;
  return new LakeError('INVALID_FUNCTION_ARGUMENT', `Pattern has ${groupCount} groups. Cannot access group ${group}`);
}

/** Reads the group of a call that may leave it out. */
export function emitGroup(e: Emitter, group: EmittedValue | undefined, program: RegexpProgram): Instruction {
  const value: SqlValue = group?.constant ?? 0n;
  const error = groupError(value as bigint, program);
  if (error) e.fail(error.name, error.message);
  return i32.const(error ? 0 : Number(value));
}

import { LakeError } from '../../../base/lake-error.js';
import type { SqlType } from '../../../types/sql-type.js';
import type { SqlValue } from '../../../types/sql-value.js';
import type { HostCall, ScalarFunction, ScalarOverload } from '../../definition.js';

/** The elements of an array value. */
export const elementsOf = (value: SqlValue | undefined): readonly SqlValue[] => value as readonly SqlValue[];

/** The type of the elements of an argument that is an array. */
export function elementType({ args }: HostCall, index = 0): SqlType {
  const type = args[index]!;
  return type.kind === 'array' ? type.element : type;
}

/** Makes the error of a bad argument. */
export const invalidArgument = (message: string): LakeError => new LakeError('INVALID_FUNCTION_ARGUMENT', message);

/** Makes a scalar function that is computed in TypeScript and has one overload. */
export const hostFunction = (
  name: string,
  summary: string,
  examples: ScalarFunction['examples'],
  overload: ScalarOverload,
  more: Partial<ScalarFunction> = {},
): ScalarFunction => ({ kind: 'scalar', name, summary, examples: examples ?? [], overloads: [overload], ...more });

import { LakeError } from '../../../base/lake-error.js';
import { parseJson } from '../../../types/json-node.js';
import type { SqlValue } from '../../../types/sql-value.js';
import type { ScalarFunction } from '../../definition.js';

function host([text]: readonly SqlValue[]): SqlValue {
  if (parseJson(text as string) === undefined)
    throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Invalid JSON value: ${text}`);
  return !/^\s*[{[]/.test(text as string);
}

export const is_json_scalar: ScalarFunction = {
  kind: 'scalar',
  name: 'is_json_scalar',
  summary: 'Tells whether JSON is a string, number, boolean or null.',
  examples: [
    ["is_json_scalar('1')", 'true'],
    ["is_json_scalar('[1]')", 'false'],
  ],
  overloads: ['varchar(x)', 'json'].map((json) => ({ args: [json], returns: 'boolean', host })),
};

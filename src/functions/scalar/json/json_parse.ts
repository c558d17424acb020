import { LakeError } from '../../../base/lake-error.js';
import { canonicalJson } from '../../../types/json-node.js';
import type { ScalarFunction } from '../../definition.js';

export const json_parse: ScalarFunction = {
  kind: 'scalar',
  name: 'json_parse',
  summary: 'Reads a JSON text as a value of type json.',
  examples: [[`json_parse('{"b": 1, "a": [1.50]}')`, '{"a":[1.5],"b":1}']],
  overloads: [
    {
      args: ['varchar(x)'],
      returns: 'json',
      host([text]) {
        const json = canonicalJson(text as string);
        if (json === undefined)
          throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Cannot convert value to JSON: '${text}'`);
        return json;
      },
    },
  ],
};

/** json_parse under a cast to an array, map or row: a text that is no JSON stays as it is, for the cast to fail. */
export const castable_json: ScalarFunction = {
  kind: 'scalar',
  name: '$castable_json',
  hidden: true,
  summary: 'Reads a JSON text that a cast takes apart.',
  overloads: [{ args: ['varchar(x)'], returns: 'json', host: ([text]) => canonicalJson(text as string) ?? text! }],
};

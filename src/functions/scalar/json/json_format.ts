import type { ScalarFunction } from '../../definition.js';

export const json_format: ScalarFunction = {
  kind: 'scalar',
  name: 'json_format',
  summary: 'Gives the text of a value of type json.',
  examples: [[`json_format(JSON '{"a": 1}')`, '{"a":1}']],
  overloads: [{ args: ['json'], returns: 'varchar', emit: (_e, [json]) => json! }],
};

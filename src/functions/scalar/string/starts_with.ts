import type { ScalarFunction } from '../../definition.js';

export const starts_with: ScalarFunction = {
  kind: 'scalar',
  name: 'starts_with',
  summary: 'Tells whether a string begins with another.',
  examples: [
    ["starts_with('abc', 'ab')", 'true'],
    ["starts_with('abc', 'b')", 'false'],
  ],
  neverFails: true,
  overloads: [{ args: ['varchar(x)', 'varchar(y)'], returns: 'boolean', kernel: 'string_starts_with' }],
};

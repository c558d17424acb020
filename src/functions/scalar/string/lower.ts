import type { ScalarFunction } from '../../definition.js';
import { viewKernel } from './view-kernel.js';

export const lower: ScalarFunction = {
  kind: 'scalar',
  name: 'lower',
  summary: 'Converts each code point to its lower-case form, one to one.',
  examples: [["lower('HÉLLO')", 'héllo']],
  neverFails: true,
  overloads: [
    { args: ['varchar(x)'], returns: 'varchar(x)', ...viewKernel('string_lower') },
    { args: ['char(x)'], returns: 'char(x)', ...viewKernel('string_lower') },
  ],
};

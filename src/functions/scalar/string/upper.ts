import type { ScalarFunction } from '../../definition.js';
import { viewKernel } from './view-kernel.js';

export const upper: ScalarFunction = {
  kind: 'scalar',
  name: 'upper',
  summary: 'Converts each code point to its upper-case form, one to one.',
  examples: [["upper('Straße')", 'STRAßE']],
  neverFails: true,
  overloads: [
    { args: ['varchar(x)'], returns: 'varchar(x)', ...viewKernel('string_upper') },
    { args: ['char(x)'], returns: 'char(x)', ...viewKernel('string_upper') },
  ],
};

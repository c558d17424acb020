import { displayType } from '../../../types/sql-type.js';
import type { ScalarFunction } from '../../definition.js';

export const typeof_: ScalarFunction = {
  kind: 'scalar',
  name: 'typeof',
  summary: 'Names the type of an expression.',
  examples: [
    ['typeof(1.5)', 'decimal(2,1)'],
    ["typeof('cat')", 'varchar(3)'],
  ],
  overloads: [
    {
      args: ['T'],
      returns: 'varchar',
      nulls: 'called',
      emit: (e, _, { args: [type] }) => e.text(displayType(type!)),
    },
  ],
};

import { LakeError } from '../../../base/lake-error.js';
import { VARCHAR } from '../../../types/sql-type.js';
import type { SqlValue } from '../../../types/sql-value.js';
import type { ScalarFunction } from '../../definition.js';

const join = (separator: SqlValue, pieces: readonly SqlValue[]): SqlValue =>
  separator === null ? null : pieces.filter((piece) => piece !== null).join(separator as string);

export const concat_ws: ScalarFunction = {
  kind: 'scalar',
  name: 'concat_ws',
  summary: 'Joins strings with a separator between them, leaving out NULLs.',
  examples: [
    ["concat_ws(',', 'a', NULL, 'b')", 'a,b'],
    ["concat_ws('-', ARRAY['x', 'y'])", 'x-y'],
  ],
  overloads: [
    {
      args: ['varchar', 'varchar'],
      variadic: true,
      returns: (args) => {
        if (args.length >= 2) return VARCHAR;
        throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'There must be two or more arguments');
      },
      nulls: 'called',
      host: ([separator, ...pieces]) => join(separator!, pieces),
    },
    {
      args: ['varchar', 'array(varchar)'],
      returns: 'varchar',
      host: ([separator, pieces]) => join(separator!, pieces as readonly SqlValue[]),
    },
  ],
};

import type { ScalarFunction } from '../definition.js';

/** Fails: a scalar subquery gave an outer row a second row. Stands in the branch of a CASE; the argument gives it its type. */
export const multiple_rows: ScalarFunction = {
  kind: 'scalar',
  name: '$multiple_rows',
  hidden: true,
  deterministic: false,
  summary: 'Fails with SUBQUERY_MULTIPLE_ROWS.',
  overloads: [
    {
      args: ['T'],
      returns: 'T',
      nulls: 'called',
      emit(e, [value]) {
        e.fail('SUBQUERY_MULTIPLE_ROWS', 'Scalar sub-query has returned multiple rows');
        return value!;
      },
    },
  ],
};

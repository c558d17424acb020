import type { ColumnReference, Expression } from '../../plan/expression.js';
import type { Aggregate, LogicalPlan } from '../../plan/logical-plan.js';
import { aggregateOf, bigintConstant, callOf } from '../expression/call-building.js';
import type { OptimizerContext } from '../rule.js';

/**
 * Makes the rows that agree in `keys` one row. `columns` are the values of the given columns in it, to be evaluated where the row has
 * found its outer row: they fail with SUBQUERY_MULTIPLE_ROWS when there was more than one.
 */
export function checkedSingleRow(
  input: LogicalPlan,
  keys: readonly ColumnReference[],
  columns: readonly ColumnReference[],
  context: OptimizerContext,
): { readonly plan: Aggregate; readonly columns: readonly Expression[] } {
  const values = columns.map((column) => aggregateOf('any_value', [column], context));
  const count = aggregateOf('count', [], context);
  const isTooMany = callOf('>', [count.output, bigintConstant(1)]);
  return {
    plan: { kind: 'Aggregate', input, keys, aggregates: [...values, count] },
    columns: values.map(({ output }) => ({
      kind: 'case',
      type: output.type,
      whens: [{ condition: isTooMany, result: callOf('$multiple_rows', [output]) }],
      otherwise: output,
    })),
  };
}

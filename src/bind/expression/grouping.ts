import { LakeError } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import type * as ast from '../../sql/ast.js';
import { BIGINT, INTEGER } from '../../types/sql-type.js';
import type { BindNode, ExpressionBinder } from './expression-binder.js';

const integerBits = 31;

/** Binds GROUPING(…): its place is taken by a column until the block's grouping sets are known. */
export const bindGrouping: BindNode<'Grouping'> = (binder, node) => {
  const inner = binder.within(binder.scope, { isGroupingArgument: true });
  const columns = node.columns.map((column) => bindColumn(inner, column));
  const output = binder.context.column('grouping', columns.length > integerBits ? BIGINT : INTEGER);
  binder.block.groupings.push({ output, columns, node });
  return output;
};

/** Trino's names in GROUPING(…) know no place. */
function bindColumn(binder: ExpressionBinder, column: ast.Expression): Expression {
  try {
    return binder.bind(column);
  } catch (error) {
    if (!(error instanceof LakeError) || error.line === undefined) throw error;
    throw new LakeError(error.name, error.message.replace(/^line \d+:\d+: /, ''), { hint: error.hint });
  }
}

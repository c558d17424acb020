import { BIGINT, INTEGER } from '../../types/sql-type.js';
import type { BindNode } from './expression-binder.js';

const integerBits = 31;

/** Binds GROUPING(…): its place is taken by a column until the block's grouping sets are known. */
export const bindGrouping: BindNode<'Grouping'> = (binder, node) => {
  const columns = node.columns.map((column) => binder.bind(column));
  const output = binder.context.column('grouping', columns.length > integerBits ? BIGINT : INTEGER);
  binder.block.groupings.push({ output, columns, node });
  return output;
};

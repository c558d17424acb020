import { LakeError, type Position } from '../../base/lake-error.js';
import type { SortKey } from '../../plan/logical-plan.js';
import type * as ast from '../../sql/ast.js';
import { isOrderable } from '../../types/comparability.js';
import { typeText } from '../../types/sql-type.js';
import type { ExpressionBinder } from './expression-binder.js';

/** Binds a sort item; throws TYPE_MISMATCH with `message(type)` where the key's type has no order. */
export function bindSortItem(
  binder: ExpressionBinder,
  { key, isDescending, nulls }: ast.SortItem,
  position: Position,
  message: (type: string) => string,
): SortKey {
  const expression = binder.bind(key);
  if (!isOrderable(expression.type))
    throw new LakeError('TYPE_MISMATCH', message(typeText(expression.type)), { position });
  return { expression, descending: isDescending, nullsFirst: nulls === 'FIRST' };
}

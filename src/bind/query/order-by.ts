import { LakeError } from '../../base/lake-error.js';
import type { ColumnReference } from '../../plan/expression.js';
import type { LogicalPlan, SortKey } from '../../plan/logical-plan.js';
import type * as ast from '../../sql/ast.js';
import { isOrderable } from '../../types/comparability.js';
import { BIGINT, typeText } from '../../types/sql-type.js';
import type { BindContext } from '../bind-context.js';
import type { ExpressionBinder } from '../expression/expression-binder.js';

/** Binds ORDER BY; ordinals mean columns of the result. */
export const bindOrderBy = (
  binder: ExpressionBinder,
  items: readonly ast.SortItem[],
  outputs: readonly ColumnReference[],
): readonly SortKey[] =>
  items.map(({ key, isDescending, nulls }) => {
    const expression = key.kind === 'IntegerLiteral' ? ordinal(key, outputs) : binder.bind(key);
    if (!isOrderable(expression.type)) {
      const message = `Type ${typeText(expression.type)} is not orderable, and therefore cannot be used in ORDER BY`;
      throw new LakeError('TYPE_MISMATCH', message, { position: binder.block.position });
    }
    return { expression, descending: isDescending, nullsFirst: nulls === 'FIRST' };
  });

function ordinal({ value, position }: ast.IntegerLiteral, outputs: readonly ColumnReference[]): ColumnReference {
  const output = value > 0n ? outputs[Number(value) - 1] : undefined;
  if (!output)
    throw new LakeError('INVALID_COLUMN_REFERENCE', `ORDER BY position ${value} is not in select list`, { position });
  return output;
}

/** What ends a query: ORDER BY, OFFSET and LIMIT. */
export type QueryTail = Pick<ast.Query, 'orderBy' | 'offset' | 'limit'>;

/** OFFSET and LIMIT as numbers. */
export interface RowRange {
  readonly offset: number;
  readonly count: number | undefined;
  readonly withTies: boolean;
}

/** Binds OFFSET and LIMIT. */
export function bindRowRange(context: BindContext, { offset, limit, orderBy }: QueryTail): RowRange {
  const skipped = offset ? rowCount(context, offset, 'OFFSET', 0) : 0;
  if (!limit) return { offset: skipped, count: undefined, withTies: false };
  const { kind, withTies, position } = limit;
  const isFetch = kind === 'fetch';
  const count = limit.count
    ? rowCount(context, limit.count, isFetch ? 'FETCH FIRST' : 'LIMIT', isFetch ? 1 : 0, position)
    : isFetch
      ? 1
      : undefined;
  if (withTies && !orderBy)
    throw new LakeError('MISSING_ORDER_BY', 'FETCH FIRST WITH TIES clause requires ORDER BY', { position });
  return { offset: skipped, count, withTies };
}

function rowCount(
  context: BindContext,
  node: ast.Parameter | ast.IntegerLiteral,
  clause: string,
  min: number,
  position = node.position,
): number {
  const value = node.kind === 'Parameter' ? parameterValue(context, node, clause) : node.value;
  if (value < min) {
    const range = min === 0 ? 'greater or equal to 0' : 'positive';
    throw new LakeError('NUMERIC_VALUE_OUT_OF_RANGE', `${clause} row count must be ${range} (actual value: ${value})`, {
      position,
    });
  }
  return Number(value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : value);
}

function parameterValue(context: BindContext, { index, position }: ast.Parameter, clause: string): bigint {
  const value = context.parameters[index];
  if (value?.kind === 'constant' && value.described) {
    value.described.type = BIGINT;
    return 1n;
  }
  const isWhole = value?.kind === 'constant' && (typeof value.value === 'number' || typeof value.value === 'bigint');
  if (!isWhole || value.type.kind === 'decimal')
    throw new LakeError('TYPE_MISMATCH', `${clause} row count must be an integer`, { position });
  return BigInt(value.value as number | bigint);
}

/** Puts ORDER BY, OFFSET and LIMIT on a plan. */
export function limitRows(
  plan: LogicalPlan,
  { offset, count, withTies }: RowRange,
  keys: readonly SortKey[],
): LogicalPlan {
  if (keys.length > 0 && count !== undefined)
    return { kind: 'TopN', input: plan, keys, count, offset, withTies: withTies || undefined };
  const sorted: LogicalPlan = keys.length > 0 ? { kind: 'Sort', input: plan, keys } : plan;
  return offset === 0 && count === undefined ? sorted : { kind: 'Limit', input: sorted, offset, count };
}

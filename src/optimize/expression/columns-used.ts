import { type ColumnReference, childrenOf, type Expression } from '../../plan/expression.js';

/** Columns by id. */
export type ColumnSet = ReadonlyMap<number, ColumnReference>;

const none: ColumnSet = new Map();
const known = new WeakMap<Expression, ColumnSet>();

/** Collects the columns that an expression reads, parameters of its own lambdas left out. */
export function columnsUsed(expression: Expression): ColumnSet {
  if (expression.kind === 'constant') return none;
  if (expression.kind === 'column') return new Map([[expression.id, expression]]);
  const before = known.get(expression);
  if (before) return before;
  const used = new Map<number, ColumnReference>();
  for (const child of childrenOf(expression)) for (const [id, column] of columnsUsed(child)) used.set(id, column);
  if (expression.kind === 'lambda') for (const { id } of expression.parameters) used.delete(id);
  known.set(expression, used);
  return used;
}

/** Collects the columns that any of the expressions reads. */
export function columnsUsedByAll(expressions: readonly Expression[]): ColumnSet {
  const used = new Map<number, ColumnReference>();
  for (const expression of expressions) for (const [id, column] of columnsUsed(expression)) used.set(id, column);
  return used;
}

/** Tells whether an expression reads only columns that `has` knows (constants do). */
export function usesOnly(expression: Expression, columns: { has(id: number): boolean }): boolean {
  for (const id of columnsUsed(expression).keys()) if (!columns.has(id)) return false;
  return true;
}

/** Tells whether an expression reads one of the columns at least. */
export function usesAny(expression: Expression, columns: { has(id: number): boolean }): boolean {
  for (const id of columnsUsed(expression).keys()) if (columns.has(id)) return true;
  return false;
}

/** Collects the ids of columns. */
export const idsOf = (columns: Iterable<ColumnReference>): Set<number> => new Set(Array.from(columns, ({ id }) => id));

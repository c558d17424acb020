import type { LakeError, Position } from '../base/lake-error.js';
import type { ColumnReference, Expression } from '../plan/expression.js';
import type { AggregateCall, Apply, LogicalPlan, SortKey, WindowCall, WindowFrame } from '../plan/logical-plan.js';
import type { PatternValue } from '../plan/row-pattern.js';
import type * as ast from '../sql/ast.js';
import type { OuterReference } from './bind-context.js';

/** A subquery inside an expression: the expression has `output` in its place, which an Apply makes. */
export interface PendingSubquery {
  readonly kind: 'subquery';
  readonly output: ColumnReference;
  readonly plan: LogicalPlan;
  readonly form: Apply['form'];
  readonly position: Position;
  /** Columns of enclosing queries that it names. */
  readonly outerReferences: readonly OuterReference[];
  /** Why it cannot be planned; errors of names and types in the block come first. */
  readonly refusal: LakeError | undefined;
}

/** A value that must be computed once although its expression stands in several places: `random() BETWEEN 1 AND 2`. */
export interface PendingValue {
  readonly kind: 'value';
  readonly output: ColumnReference;
  readonly value: Expression;
}

/** Gives the expression that a pending column is computed from; an EXISTS or a scalar subquery has none. */
export function inputOf(pending: PendingSubquery | PendingValue): Expression | undefined {
  if (pending.kind === 'value') return pending.value;
  return 'value' in pending.form ? pending.form.value : undefined;
}

/** A window function: the expression has the call's output in its place, which a Window makes. */
export interface PendingWindow {
  readonly call: WindowCall;
  readonly window: BoundWindow;
}

/** A bound OVER clause; `frame` undefined: the default one. */
export interface BoundWindow {
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortKey[];
  /** The keys of PARTITION BY and ORDER BY as written, for messages. */
  readonly partitionNodes: readonly ast.Expression[];
  readonly orderNodes: readonly ast.Expression[];
  readonly frame: WindowFrame | undefined;
  /** What calls over it may name, in lower case. */
  readonly measures: ReadonlyMap<string, PatternValue>;
  readonly framePosition: Position | undefined;
}

/** GROUPING(…): the expression has `output` in its place, which is computed from the number of the grouping set. */
export interface PendingGrouping {
  readonly output: ColumnReference;
  readonly columns: readonly Expression[];
  readonly node: ast.Grouping;
}

/**
 * What the expressions of one query block (a SELECT with its clauses) contain that plan nodes compute: each such part is bound to
 * a column of its own, and the planner of the block puts the nodes below the expressions that use them.
 */
export class Block {
  /** Where the query block starts: some messages name it. */
  readonly position: Position;
  /** In the order of binding: a later one may use the column of an earlier. */
  readonly pending: (PendingSubquery | PendingValue)[] = [];
  readonly aggregates = new Map<string, AggregateCall>();
  readonly windows = new Map<string, PendingWindow>();
  readonly groupings: PendingGrouping[] = [];
  /** Windows of the WINDOW clause by lower-case name, as far as they are bound. */
  readonly namedWindows = new Map<string, BoundWindow>();
  /** What is wrong with ORDER BY, which is said after what is wrong with the selected expressions. */
  orderRefusal: LakeError | undefined;
  /** What is wrong with a window function, which is said after what is wrong with names, types and groups. */
  windowRefusal: LakeError | undefined;

  constructor(position: Position) {
    this.position = position;
  }
}

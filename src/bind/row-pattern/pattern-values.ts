import { LakeError } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import type { PatternValue } from '../../plan/row-pattern.js';
import type * as ast from '../../sql/ast.js';
import { typeText } from '../../types/sql-type.js';
import type { PendingSubquery } from '../block.js';
import { findAll, isWindowed } from '../contained-calls.js';
import type { ExpressionBinder } from '../expression/expression-binder.js';
import { currentRow, type PatternColumns, PatternScope } from './pattern-scope.js';

/** Binds the conditions and measures of one search, with the subqueries in them. */
export class PatternValues {
  /** Everything that was bound. */
  readonly expressions: Expression[] = [];
  readonly #shared: PatternColumns;
  readonly #binder: ExpressionBinder;

  constructor(binder: ExpressionBinder, shared: PatternColumns) {
    this.#binder = binder;
    this.#shared = shared;
  }

  /** Binds what DEFINE says of a variable. */
  condition(node: ast.Expression): PatternValue {
    const value = this.bind(node);
    const { type } = value.body;
    if (type.kind === 'boolean') return value;
    throw new LakeError(
      'TYPE_MISMATCH',
      `Expression defining a label must be boolean (actual type: ${typeText(type)})`,
      { position: node.position },
    );
  }

  bind(node: ast.Expression): PatternValue {
    checkContents(node);
    const { pending } = this.#binder.block;
    const rowPattern = new PatternScope(this.#shared);
    const pendingBefore = pending.length;
    const bound = this.#binder.within(this.#binder.scope, { rowPattern }).bind(node);
    for (const [offset, one] of pending.slice(pendingBefore).entries())
      if (one.kind === 'subquery') pending[pendingBefore + offset] = this.#overCurrentRow(one, rowPattern);
    this.expressions.push(bound);
    return rowPattern.value(bound);
  }

  /** What a subquery compares must be of the current row, for which it is computed before the search. */
  #overCurrentRow(pending: PendingSubquery, scope: PatternScope): PendingSubquery {
    if (!('value' in pending.form) || pending.form.value.kind === 'constant') return pending;
    const { value } = pending.form;
    const input = value.kind === 'column' ? scope.inputOf(value.id) : undefined;
    if (input?.kind !== 'column' || JSON.stringify(input.navigation) !== JSON.stringify(currentRow))
      throw new LakeError('NOT_SUPPORTED', 'IN-PREDICATE with labeled column reference is not yet supported', {
        position: pending.position,
      });
    return { ...pending, form: { ...pending.form, value: this.#shared.columns[input.column]! } };
  }
}

function checkContents(node: ast.Expression): void {
  const [windowed] = findAll([node], isWindowed);
  if (windowed)
    throw new LakeError(
      'NESTED_WINDOW',
      'Cannot nest window functions or row pattern measures inside pattern recognition expressions',
      { position: windowed.position },
    );
  const [lambda] = findAll([node], ({ kind }) => kind === 'Lambda');
  if (lambda)
    throw new LakeError('NOT_SUPPORTED', 'Lambda expression in pattern recognition context is not yet supported', {
      position: lambda.position,
    });
}

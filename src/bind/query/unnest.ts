import { LakeError } from '../../base/lake-error.js';
import type { ColumnReference, Expression } from '../../plan/expression.js';
import type { LogicalPlan, Unnest } from '../../plan/logical-plan.js';
import type * as ast from '../../sql/ast.js';
import { BIGINT, typeText } from '../../types/sql-type.js';
import type { BindContext, BoundRelation } from '../bind-context.js';
import { Block } from '../block.js';
import { forbidGroupCalls } from '../contained-calls.js';
import { makeExpressionBinder } from '../expression/bind-expression.js';
import { emptyScope, type Field, type Scope } from '../scope.js';
import { BlockPlan } from './block-plan.js';
import type { LateralScope } from './lateral.js';

const oneRow: LogicalPlan = { kind: 'Values', outputs: [], rows: [[]] };

/**
 * Binds UNNEST. With `left` the plan is over the left side's rows and has its columns too, but the fields are UNNEST's own;
 * without, UNNEST stands alone.
 */
export function bindUnnest(
  context: BindContext,
  node: ast.Unnest,
  enclosing: Scope | undefined,
  left?: LateralScope,
): BoundRelation {
  const block = new Block(node.position);
  const binder = makeExpressionBinder(context, left?.scope ?? enclosing ?? emptyScope, block);
  const plan = new BlockPlan(context, block, left?.plan ?? oneRow);
  const fields: Field[] = [];
  const items = node.expressions.map((argument) => {
    forbidGroupCalls(argument, 'UNNEST');
    const expression = binder.bind(argument);
    const added = elementFields(context, expression);
    fields.push(...added);
    return { expression, outputs: added.map(({ column }) => column) };
  });
  plan.attach(items.map(({ expression }) => expression));
  const ordinality = node.withOrdinality ? context.column('ordinality', BIGINT) : undefined;
  if (ordinality) fields.push({ name: undefined, column: ordinality });
  const unnest: Unnest = { kind: 'Unnest', input: plan.plan, items, ordinality, outer: false };
  return { plan: unnest, fields };
}

/** The columns that an array or map becomes: an array of rows gives a column for each of their fields. */
function elementFields(context: BindContext, { type }: Expression): readonly Field[] {
  const field = (name: string | undefined, columnType: ColumnReference['type']): Field => ({
    name,
    column: context.column(name ?? 'element', columnType),
  });
  if (type.kind === 'map') return [field(undefined, type.key), field(undefined, type.value)];
  if (type.kind !== 'array') throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Cannot unnest type: ${typeText(type)}`);
  const { element } = type;
  return element.kind === 'row'
    ? element.fields.map((part) => field(part.name, part.type))
    : [field(undefined, element)];
}

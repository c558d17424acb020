import type { LogicalPlan, SortKey, TopN } from '../../plan/logical-plan.js';
import { withInputs } from '../../plan/logical-plan.js';
import { usesOnly } from '../expression/columns-used.js';
import { definitionsOf, substituteColumns } from '../expression/substitution.js';
import { outputIds } from '../output-ids.js';
import { mostRows } from '../row-bounds.js';
import type { Rule } from '../rule.js';

/**
 * Drops rows that cannot be among the first before more is done with them:
 *
 *     TopN[10 by a.x]         →   TopN[10 by a.x]
 *       LeftJoin[a.k = b.k]         LeftJoin[a.k = b.k]
 *         A                           TopN[10 by a.x] A
 *         B                           B
 *
 * Goes into every input of a union, and below projections that only pass the keys on.
 */
export const pushTopN: Rule = {
  name: 'push-top-n',
  scope: 'node',
  apply(plan) {
    if (plan.kind !== 'TopN' || plan.withTies) return undefined;
    const { input } = plan;
    if (input.kind === 'Project') return belowProject(plan, input);
    if (input.kind === 'Union') return intoUnion(plan, input);
    return input.kind === 'Join' ? intoJoin(plan, input) : undefined;
  },
};

function belowProject(plan: TopN, project: Extract<LogicalPlan, { kind: 'Project' }>): LogicalPlan | undefined {
  const definitions = definitionsOf(project.outputs, project.expressions);
  const isPassedOn = ({ expression }: SortKey): boolean =>
    expression.kind === 'column' && definitions.get(expression.id)?.kind === 'column';
  // A projection that only drops columns makes what is sorted smaller: it stays below.
  if (!plan.keys.every(isPassedOn) || project.expressions.every(({ kind }) => kind === 'column')) return undefined;
  const keys = plan.keys.map((key) => ({ ...key, expression: substituteColumns(key.expression, definitions) }));
  return withInputs(project, [{ ...plan, input: project.input, keys }]);
}

function intoUnion(plan: TopN, union: Extract<LogicalPlan, { kind: 'Union' }>): LogicalPlan | undefined {
  const inputs = union.inputs.map((input, index) => {
    const definitions = definitionsOf(union.outputs, union.columns[index]!);
    return firstRows(plan, input, (key) => substituteColumns(key.expression, definitions));
  });
  const isChanged = inputs.some((input, index) => input !== union.inputs[index]);
  return isChanged ? { ...plan, input: { ...union, inputs } } : undefined;
}

function intoJoin(plan: TopN, join: Extract<LogicalPlan, { kind: 'Join' }>): LogicalPlan | undefined {
  if (join.type !== 'left' && join.type !== 'mark') return undefined;
  const left = outputIds(join.left);
  if (!plan.keys.every(({ expression }) => usesOnly(expression, left))) return undefined;
  if (join.type === 'mark') return withInputs(join, [{ ...plan, input: join.left }, join.right]);
  const first = firstRows(plan, join.left, (key) => key.expression);
  return first === join.left ? undefined : { ...plan, input: withInputs(join, [first, join.right]) };
}

/** The first rows of an input, as many as the whole may want; the same plan when it has no more. */
function firstRows(plan: TopN, input: LogicalPlan, translate: (key: SortKey) => SortKey['expression']): LogicalPlan {
  const most = plan.offset + plan.count;
  if (mostRows(input) <= most) return input;
  const keys = plan.keys.map((key) => ({ ...key, expression: translate(key) }));
  return { kind: 'TopN', input, keys, count: most, offset: 0 };
}

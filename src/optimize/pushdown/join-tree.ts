import type { ColumnReference, Expression } from '../../plan/expression.js';
import { type Join, type LogicalPlan, outputsOf } from '../../plan/logical-plan.js';
import { equalTo, sameOrBothNull } from '../expression/call-building.js';
import { conjunctsOf } from '../expression/conjuncts.js';
import { substituteColumns } from '../expression/substitution.js';

/** Nested inner joins as one: the plans that they join, and all their conditions in the order of evaluation. */
export interface JoinTree {
  readonly leaves: readonly LogicalPlan[];
  readonly conditions: readonly Expression[];
  /** Columns that projections between the joins had renamed: what they are now. */
  readonly renamed: ReadonlyMap<number, Expression>;
}

/** Flattens nested inner joins, with the filters and column renamings between them. */
export function joinTreeOf(plan: Join): JoinTree {
  const leaves: LogicalPlan[] = [];
  const conditions: Expression[] = [];
  const renamed = new Map<number, Expression>();
  const visit = (node: LogicalPlan): void => {
    if (node.kind === 'Join' && node.type === 'inner') {
      visit(node.left);
      visit(node.right);
      conditions.push(...node.equal.map(pairCondition), ...conjunctsOf(node.filter));
    } else if (node.kind === 'Filter' && leadsToJoin(node.input)) {
      visit(node.input);
      conditions.push(...conjunctsOf(node.condition));
    } else if (node.kind === 'Project' && leadsToJoin(node)) {
      visit(node.input);
      for (const [index, output] of node.outputs.entries()) {
        const expression = node.expressions[index] as ColumnReference;
        if (expression.id !== output.id) renamed.set(output.id, renamed.get(expression.id) ?? expression);
      }
    } else leaves.push(node);
  };
  visit(plan);
  const now = (condition: Expression): Expression =>
    renamed.size === 0 ? condition : substituteColumns(condition, renamed);
  return { leaves, conditions: conditions.map(now), renamed };
}

/** Tells whether below filters and renamings there is an inner join. */
function leadsToJoin(plan: LogicalPlan): boolean {
  if (plan.kind === 'Join') return plan.type === 'inner';
  if (plan.kind === 'Filter') return leadsToJoin(plan.input);
  return plan.kind === 'Project' && plan.expressions.every(({ kind }) => kind === 'column') && leadsToJoin(plan.input);
}

/** The condition that a pair of a join stands for. */
export const pairCondition = (pair: Join['equal'][number]): Expression =>
  pair.nullsEqual ? sameOrBothNull(pair.left, pair.right) : equalTo(pair.left, pair.right);

/** Gives a plan that joins a tree's leaves the columns that the original had, renamed ones included. */
export function withRenamed(plan: LogicalPlan, original: LogicalPlan, { renamed }: JoinTree): LogicalPlan {
  if (renamed.size === 0) return plan;
  const outputs = outputsOf(original);
  const expressions = outputs.map((output) => renamed.get(output.id) ?? output);
  return { kind: 'Project', input: plan, outputs, expressions };
}

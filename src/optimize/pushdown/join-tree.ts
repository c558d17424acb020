import { childrenOf, type Expression } from '../../plan/expression.js';
import { type Join, type LogicalPlan, outputsOf } from '../../plan/logical-plan.js';
import { equalTo, sameOrBothNull } from '../expression/call-building.js';
import { conjunctsOf } from '../expression/conjuncts.js';
import { substituteColumns } from '../expression/substitution.js';

/** Nested inner joins as one: the plans that they join, and all their conditions in the order of evaluation. */
export interface JoinTree {
  readonly leaves: readonly LogicalPlan[];
  readonly conditions: readonly Expression[];
  /** Columns that projections between the joins made: what they are now. */
  readonly computed: ReadonlyMap<number, Expression>;
}

/** Flattens nested inner joins, with the filters and cheap projections between them. */
export function joinTreeOf(plan: Join): JoinTree {
  const leaves: LogicalPlan[] = [];
  const conditions: Expression[] = [];
  const computed = new Map<number, Expression>();
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
        const expression = substituteColumns(node.expressions[index]!, computed);
        if (expression.kind !== 'column' || expression.id !== output.id) computed.set(output.id, expression);
      }
    } else leaves.push(node);
  };
  visit(plan);
  const now = (condition: Expression): Expression =>
    computed.size === 0 ? condition : substituteColumns(condition, computed);
  return { leaves, conditions: conditions.map(now), computed };
}

/** Tells whether below filters and cheap projections there is an inner join. */
function leadsToJoin(plan: LogicalPlan): boolean {
  if (plan.kind === 'Join') return plan.type === 'inner';
  if (plan.kind === 'Filter') return leadsToJoin(plan.input);
  return plan.kind === 'Project' && plan.expressions.every(isCheap) && leadsToJoin(plan.input);
}

/** Tells whether an expression may as well be computed after the joins: operators over columns. */
export function isCheap(expression: Expression): boolean {
  if (expression.kind === 'lambda' || expression.kind === 'try') return false;
  if (expression.kind === 'call' && !isOperator(expression.name)) return false;
  return childrenOf(expression).every(isCheap);
}

const isOperator = (name: string): boolean => !/^[a-z$]/.test(name) || name === 'not' || name === 'is_distinct_from';

/** The condition that a pair of a join stands for. */
export const pairCondition = (pair: Join['equal'][number]): Expression =>
  pair.nullsEqual ? sameOrBothNull(pair.left, pair.right) : equalTo(pair.left, pair.right);

/** Gives a plan that joins a tree's leaves the columns that the original had, computed ones included. */
export function withComputed(plan: LogicalPlan, original: LogicalPlan, { computed }: JoinTree): LogicalPlan {
  if (computed.size === 0) return plan;
  const outputs = outputsOf(original);
  const expressions = outputs.map((output) => computed.get(output.id) ?? output);
  return { kind: 'Project', input: plan, outputs, expressions };
}

import { inputsOf, type LogicalPlan, outputsOf, withInputs } from '../../plan/logical-plan.js';
import { assemble } from '../join-order/assemble.js';
import { bestOrder } from '../join-order/enumerate.js';
import { type JoinGraph, joinGraphOf } from '../join-order/join-graph.js';
import { SubplanMaker } from '../join-order/subplan.js';
import { filtered } from '../pushdown/conditions.js';
import type { OptimizerContext, Rule } from '../rule.js';

/**
 * Orders inner joins, and the left, semi, anti and mark joins among them, by what statistics promise, the smaller side as build side:
 *
 *     Join[o = l]                        →   Join[l = o]
 *       Join[c = o]                            Scan lineitem (6,000,000 rows)
 *         Scan customer (30,000 rows)          Join[o = c]
 *         Scan orders (700,000 rows)             Scan orders (700,000 rows)
 *       Scan lineitem (6,000,000 rows)           Scan customer (30,000 rows)
 */
export const orderJoins: Rule = {
  name: 'order-joins',
  scope: 'plan',
  apply: (plan, context) => order(plan, context),
};

function order(plan: LogicalPlan, context: OptimizerContext): LogicalPlan {
  const graph = joinGraphOf(plan);
  if (!graph) {
    const inputs = inputsOf(plan).map((input) => order(input, context));
    return withInputs(plan, inputs);
  }
  const relations = graph.relations.map((relation) => ({ ...relation, plan: order(relation.plan, context) }));
  const maker = new SubplanMaker({ ...graph, relations }, context.statistics);
  const joined = filtered(assemble(bestOrder(maker), maker), graph.held);
  return withComputed(joined, plan, graph);
}

function withComputed(plan: LogicalPlan, original: LogicalPlan, { computed }: JoinGraph): LogicalPlan {
  if (computed.size === 0) return plan;
  const outputs = outputsOf(original);
  const expressions = outputs.map((output) => computed.get(output.id) ?? output);
  return { kind: 'Project', input: plan, outputs, expressions };
}

import type { Expression } from '../../plan/expression.js';
import { mapChildren } from '../../plan/expression.js';
import type { Aggregate, LogicalPlan } from '../../plan/logical-plan.js';
import { hasHostPart } from '../expression/expression-facts.js';
import type { PhysicalAggregate } from '../operators/aggregate-code.js';
import type { ExpandNode } from '../operators/expand.js';
import type { HashAggregateNode } from '../operators/hash-aggregate.js';
import type { HashAggregateSourceNode } from '../operators/hash-aggregate-source.js';
import { filtersOver, idsOf, type Lowering, type OpenPipeline, startPipeline, withOperator } from './lowering.js';

/** Groups in hash tables; grouping sets become one copy of the rows a set. */
export function lowerAggregate(plan: Aggregate, lowering: Lowering): OpenPipeline {
  if (plan.groupingSets) return lowerGroupingSets(plan, plan.groupingSets, lowering);
  const { input, substitute } = inlinedProject(plan.input);
  // A group whose key is not wanted need not be made.
  const keys = new Map(plan.keys.map((key) => [key.id, substitute(key)]));
  const filters = filtersOver(lowering.filters, (id) => {
    const key = keys.get(id);
    return key?.kind === 'column' ? key : undefined;
  });
  return aggregate(lowering.lower(input, filters), plan, plan.keys, substitute, undefined, lowering);
}

function lowerGroupingSets(plan: Aggregate, sets: readonly (readonly number[])[], lowering: Lowering): OpenPipeline {
  const input = lowering.lower(plan.input);
  const groupId = plan.groupId!;
  const expand: ExpandNode = {
    kind: 'Expand',
    outputs: [...input.outputs, ...idsOf(plan.keys).map(expandedId), groupId.id],
    keys: plan.keys,
    sets,
  };
  const keys = [...plan.keys.map((key) => ({ ...key, id: expandedId(key.id) })), groupId];
  const emptySets = [...sets.keys()].filter((index) => sets[index]!.length === 0);
  const outputKeys = [...plan.keys, groupId];
  return aggregate(withOperator(input, expand), { ...plan, keys: outputKeys }, keys, (e) => e, emptySets, lowering);
}

// Aggregates see the keys as they were; groups see them with NULLs, under ids that no column of a plan has.
const expandedId = (id: number): number => id + 0.5;

function aggregate(
  input: OpenPipeline,
  plan: Aggregate,
  keys: readonly Expression[],
  substitute: (expression: Expression) => Expression,
  emptySets: readonly number[] | undefined,
  lowering: Lowering,
): OpenPipeline {
  const aggregates = plan.aggregates.map(
    ({ output, name, overload, args, filter, orderBy }): PhysicalAggregate => ({
      name,
      overload,
      args: args.map(substitute),
      filter: filter && substitute(filter),
      orderBy: orderBy?.map((key) => ({ ...key, expression: substitute(key.expression) })),
      type: output.type,
      outputId: output.id,
    }),
  );
  const state = lowering.newState();
  const aggregation = { keys: keys.map(substitute), aggregates };
  const sink: HashAggregateNode = { kind: 'HashAggregate', outputs: [], state, ...aggregation, emptySets };
  lowering.end(input, sink);
  const outputs = [...idsOf(plan.keys), ...plan.aggregates.map(({ output }) => output.id)];
  const source: HashAggregateSourceNode = { kind: 'HashAggregateSource', outputs, state, aggregation };
  return startPipeline(source);
}

/** Lets the aggregation compute the expressions of a projection below it, where that is done in emitted code. */
function inlinedProject(plan: LogicalPlan): { input: LogicalPlan; substitute: (expression: Expression) => Expression } {
  if (plan.kind !== 'Project' || plan.expressions.some(hasHostPart))
    return { input: plan, substitute: (expression) => expression };
  const byId = new Map(plan.outputs.map(({ id }, index) => [id, plan.expressions[index]!]));
  const substitute = (expression: Expression): Expression =>
    expression.kind === 'column' ? (byId.get(expression.id) ?? expression) : mapChildren(expression, substitute);
  return { input: plan.input, substitute };
}

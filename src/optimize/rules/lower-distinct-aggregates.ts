import { aggregateFunction } from '../../functions/registry.js';
import type { LogicalPlan } from '../../plan/logical-plan.js';
import { lowerDistinct } from '../aggregation/distinct-branches.js';
import type { Rule } from '../rule.js';

/**
 * Groups by the arguments of distinct aggregates first, so that each value comes once:
 *
 *     Aggregate[keys k; count(DISTINCT x), sum(y)]   →   Aggregate[keys k; count(x), sum(s)]
 *                                                          Aggregate[keys k, x; s := sum(y)]
 *
 * Several sets of arguments become grouping sets of the inner grouping; aggregates without partial results get a set in which every
 * row is its own group.
 */
export const lowerDistinctAggregates: Rule = {
  name: 'lower-distinct-aggregates',
  scope: 'node',
  apply(plan, context): LogicalPlan | undefined {
    if (plan.kind !== 'Aggregate' || !plan.aggregates.some(({ distinct }) => distinct)) return undefined;
    const aggregates = plan.aggregates.map((call) =>
      call.distinct && aggregateFunction(call.name)?.ignoresDuplicates ? { ...call, distinct: false } : call,
    );
    const rest = { ...plan, aggregates };
    return aggregates.some(({ distinct }) => distinct) ? lowerDistinct(rest, context) : rest;
  },
};

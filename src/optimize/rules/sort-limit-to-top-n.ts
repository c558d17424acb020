import type { Rule } from '../rule.js';

/**
 * Keeps only the first rows while sorting:
 *
 *     Limit[10]       →   TopN[10 by x]
 *       Sort[x]
 */
export const sortLimitToTopN: Rule = {
  name: 'sort-limit-to-top-n',
  scope: 'node',
  apply(plan) {
    if (plan.kind !== 'Limit' || plan.count === undefined || plan.input.kind !== 'Sort') return undefined;
    const { input, keys } = plan.input;
    return { kind: 'TopN', input, keys, count: plan.count, offset: plan.offset };
  },
};

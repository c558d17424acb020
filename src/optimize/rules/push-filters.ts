import { pushConditions } from '../pushdown/push-conditions.js';
import type { Rule } from '../rule.js';

/**
 * Tests conditions as early as possible, and makes join conditions of those that compare inputs:
 *
 *     Filter[a.x > 5 AND a.k = b.k]   →   Join[a.k = b.k]
 *       CrossJoin                           Scan a [x > 5]
 *         Scan a                            Scan b
 *         Scan b
 *
 * Goes through projections, joins (outer joins become inner ones where that is the same), groupings and windows by their keys, unions
 * and unnestings; carries tests over to equal columns.
 */
export const pushFilters: Rule = {
  name: 'push-filters',
  scope: 'plan',
  apply: (plan, context) => pushConditions(plan, [], context),
};

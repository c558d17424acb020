import { outputIds } from '../output-ids.js';
import { prune } from '../pruning/prune.js';
import type { Rule } from '../rule.js';

/**
 * Prunes columns, and lets nodes that store or copy their input see the columns only that are used above them:
 *
 *     Sort[x]                       →   Sort[x]
 *       Filter[y > 5]                     Project[x]
 *         Scan t [x, y]                     Filter[y > 5]
 *                                             Scan t [x, y]
 */
export const narrowInputs: Rule = {
  name: 'narrow-inputs',
  scope: 'plan',
  apply: (plan) => prune(plan, outputIds(plan), true),
};

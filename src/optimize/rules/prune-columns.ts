import { outputIds } from '../output-ids.js';
import { prune } from '../pruning/prune.js';
import type { Rule } from '../rule.js';

/**
 * Drops what nobody uses: columns of scans, computed columns, aggregates, marks, and left joins that add neither columns nor rows:
 *
 *     Project[x]              →   Project[x]
 *       Scan t [x, y, z]            Scan t [x]
 */
export const pruneColumns: Rule = {
  name: 'prune-columns',
  scope: 'plan',
  apply: (plan) => prune(plan, outputIds(plan), false),
};

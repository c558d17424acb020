import type { Phase } from './rule.js';
import { decorrelate } from './rules/decorrelate.js';
import { lowerDistinctAggregates } from './rules/lower-distinct-aggregates.js';
import { lowerSetOperations } from './rules/lower-set-operations.js';
import { pushFilters } from './rules/push-filters.js';
import { simplifyExpressions } from './rules/simplify-expressions.js';

/** Lists the phases in the order in which they run, and in each the rules. */
export const phases: readonly Phase[] = [
  {
    name: 'prepare',
    isMandatory: false,
    roundsMax: 3,
    rules: [simplifyExpressions, pushFilters],
  },
  {
    name: 'lower',
    isMandatory: true,
    roundsMax: 4,
    rules: [lowerSetOperations, decorrelate, lowerDistinctAggregates],
  },
  {
    name: 'reshape',
    isMandatory: false,
    roundsMax: 6,
    rules: [simplifyExpressions, pushFilters],
  },
];

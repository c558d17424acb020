import type { Phase } from './rule.js';
import { decorrelate } from './rules/decorrelate.js';
import { lowerDistinctAggregates } from './rules/lower-distinct-aggregates.js';
import { lowerSetOperations } from './rules/lower-set-operations.js';

/** Lists the phases in the order in which they run, and in each the rules. */
export const phases: readonly Phase[] = [
  {
    name: 'lower',
    isMandatory: true,
    roundsMax: 4,
    rules: [lowerSetOperations, decorrelate, lowerDistinctAggregates],
  },
];

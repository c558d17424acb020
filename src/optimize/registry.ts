import type { Phase } from './rule.js';
import { buildOnSmallerSide } from './rules/build-on-smaller-side.js';
import { decorrelate } from './rules/decorrelate.js';
import { lowerDistinctAggregates } from './rules/lower-distinct-aggregates.js';
import { lowerSetOperations } from './rules/lower-set-operations.js';
import { mergeProjections } from './rules/merge-projections.js';
import { narrowInputs } from './rules/narrow-inputs.js';
import { orderJoins } from './rules/order-joins.js';
import { pruneColumns } from './rules/prune-columns.js';
import { pruneEmpty } from './rules/prune-empty.js';
import { pushFilters } from './rules/push-filters.js';
import { pushLimits } from './rules/push-limits.js';
import { pushTopN } from './rules/push-top-n.js';
import { reduceGroupKeys } from './rules/reduce-group-keys.js';
import { removeDistinct } from './rules/remove-distinct.js';
import { removeSorts } from './rules/remove-sorts.js';
import { shareSums } from './rules/share-sums.js';
import { simplifyExpressions } from './rules/simplify-expressions.js';
import { sortLimitToTopN } from './rules/sort-limit-to-top-n.js';

/** Lists the phases in the order in which they run, and in each the rules. */
export const phases: readonly Phase[] = [
  {
    // `1 / 0 = 1 OR true` is true: that much folding is the language's, not a choice.
    name: 'fold',
    isMandatory: true,
    roundsMax: 1,
    rules: [simplifyExpressions],
  },
  {
    name: 'prepare',
    isMandatory: false,
    roundsMax: 3,
    rules: [simplifyExpressions, pruneEmpty, mergeProjections, pushFilters],
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
    rules: [
      simplifyExpressions,
      pruneEmpty,
      mergeProjections,
      removeSorts,
      removeDistinct,
      reduceGroupKeys,
      shareSums,
      pushFilters,
      pruneColumns,
    ],
  },
  {
    name: 'order',
    isMandatory: false,
    usesStatistics: true,
    roundsMax: 1,
    rules: [orderJoins],
  },
  {
    name: 'finish',
    isMandatory: false,
    roundsMax: 4,
    rules: [mergeProjections, pushLimits, sortLimitToTopN, pushTopN, narrowInputs, buildOnSmallerSide],
  },
];

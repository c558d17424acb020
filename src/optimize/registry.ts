import type { Phase } from './rule.js';

/** Lists the phases in the order in which they run, and in each the rules. */
export const phases: readonly Phase[] = [];

import type { AggregateFunction } from '../definition.js';

/** Lists the aggregate functions. */
export const aggregateFunctions: readonly AggregateFunction[] = [];

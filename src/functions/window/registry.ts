import type { WindowFunction } from '../definition.js';

/** Lists the window functions that are not aggregates. */
export const windowFunctions: readonly WindowFunction[] = [];

import type { ScalarFunction } from '../../definition.js';

/** Lists the conditional functions. */
export const conditionalFunctions: readonly ScalarFunction[] = [];

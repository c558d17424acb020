import type { ScalarFunction } from '../../definition.js';

/** Lists the math functions. */
export const mathFunctions: readonly ScalarFunction[] = [];

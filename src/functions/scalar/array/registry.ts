import type { ScalarFunction } from '../../definition.js';

/** Lists the array functions. */
export const arrayFunctions: readonly ScalarFunction[] = [];

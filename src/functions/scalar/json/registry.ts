import type { ScalarFunction } from '../../definition.js';

/** Lists the json functions. */
export const jsonFunctions: readonly ScalarFunction[] = [];

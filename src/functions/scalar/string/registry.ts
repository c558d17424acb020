import type { ScalarFunction } from '../../definition.js';

/** Lists the string functions. */
export const stringFunctions: readonly ScalarFunction[] = [];

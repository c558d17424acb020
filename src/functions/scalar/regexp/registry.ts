import type { ScalarFunction } from '../../definition.js';

/** Lists the regexp functions. */
export const regexpFunctions: readonly ScalarFunction[] = [];

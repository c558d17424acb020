import type { ScalarFunction } from '../../definition.js';

/** Lists the url functions. */
export const urlFunctions: readonly ScalarFunction[] = [];

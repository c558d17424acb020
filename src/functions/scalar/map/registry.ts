import type { ScalarFunction } from '../../definition.js';

/** Lists the map functions. */
export const mapFunctions: readonly ScalarFunction[] = [];

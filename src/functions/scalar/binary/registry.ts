import type { ScalarFunction } from '../../definition.js';

/** Lists the binary functions. */
export const binaryFunctions: readonly ScalarFunction[] = [];

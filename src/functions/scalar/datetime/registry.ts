import type { ScalarFunction } from '../../definition.js';

/** Lists the datetime functions. */
export const datetimeFunctions: readonly ScalarFunction[] = [];

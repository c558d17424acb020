import type { ScalarFunction } from '../definition.js';

/** Lists the operators: hidden scalar functions under Trino's symbols. */
export const operators: readonly ScalarFunction[] = [];

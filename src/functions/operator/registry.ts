import type { ScalarFunction } from '../definition.js';
import { multiple_rows } from './multiple_rows.js';

/** Lists the operators: hidden scalar functions under Trino's symbols. */
export const operators: readonly ScalarFunction[] = [multiple_rows];

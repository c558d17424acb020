import type { ScalarFunction } from '../definition.js';
import { addition } from './addition.js';
import { comparisons, isDistinctFrom, not } from './comparison.js';
import { division } from './division.js';
import { modulus } from './modulus.js';
import { multiple_rows } from './multiple_rows.js';
import { multiplication } from './multiplication.js';
import { negation } from './negation.js';
import { subscript } from './subscript.js';
import { subtraction } from './subtraction.js';

/** Lists the operators: hidden scalar functions under Trino's symbols. */
export const operators: readonly ScalarFunction[] = [
  addition,
  subtraction,
  multiplication,
  division,
  modulus,
  negation,
  ...comparisons,
  isDistinctFrom,
  not,
  subscript,
  multiple_rows,
];

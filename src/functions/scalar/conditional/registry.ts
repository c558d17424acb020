import type { ScalarFunction } from '../../definition.js';
import { fail } from './fail.js';
import { typeof_ } from './typeof.js';

/** Lists the conditional functions. */
export const conditionalFunctions: readonly ScalarFunction[] = [fail, typeof_];

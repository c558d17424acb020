import type { ScalarFunction } from '../../definition.js';
import { fail } from './fail.js';
import { typeof_ } from './typeof.js';
import { version } from './version.js';

/** Lists the conditional functions. */
export const conditionalFunctions: readonly ScalarFunction[] = [fail, typeof_, version];

import type { ScalarFunction } from '../../definition.js';
import { regexp_count } from './regexp_count.js';
import { regexp_extract } from './regexp_extract.js';
import { regexp_extract_all } from './regexp_extract_all.js';
import { regexp_like } from './regexp_like.js';
import { regexp_position } from './regexp_position.js';
import { regexp_replace } from './regexp_replace.js';
import { regexp_split } from './regexp_split.js';

/** Lists the functions of regular expressions. */
export const regexpFunctions: readonly ScalarFunction[] = [
  regexp_count,
  regexp_extract,
  regexp_extract_all,
  regexp_like,
  regexp_position,
  regexp_replace,
  regexp_split,
];

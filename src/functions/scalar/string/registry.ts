import type { ScalarFunction } from '../../definition.js';
import { chr } from './chr.js';
import { codepoint } from './codepoint.js';
import { concat } from './concat.js';
import { concat_ws } from './concat_ws.js';
import { format } from './format/format.js';
import { format_number } from './format_number.js';
import { from_utf8 } from './from_utf8.js';
import { hamming_distance } from './hamming_distance.js';
import { length } from './length.js';
import { levenshtein_distance } from './levenshtein_distance.js';
import { like } from './like.js';
import { lower } from './lower.js';
import { luhn_check } from './luhn_check.js';
import { normalize } from './normalize.js';
import { lpad, rpad } from './pad.js';
import { parse_data_size } from './parse_data_size.js';
import { replace } from './replace.js';
import { reverse } from './reverse.js';
import { soundex } from './soundex.js';
import { split } from './split.js';
import { split_part } from './split_part.js';
import { split_to_map, split_to_multimap } from './split_to_map.js';
import { starts_with } from './starts_with.js';
import { strpos } from './strpos.js';
import { substr, substring } from './substr.js';
import { to_utf8 } from './to_utf8.js';
import { translate } from './translate.js';
import { trims } from './trim.js';
import { upper } from './upper.js';
import { word_stem } from './word_stem.js';

/** Lists the string functions. */
export const stringFunctions: readonly ScalarFunction[] = [
  chr,
  codepoint,
  concat,
  concat_ws,
  format,
  format_number,
  from_utf8,
  hamming_distance,
  length,
  levenshtein_distance,
  like,
  lower,
  lpad,
  luhn_check,
  normalize,
  parse_data_size,
  replace,
  reverse,
  rpad,
  soundex,
  split,
  split_part,
  split_to_map,
  split_to_multimap,
  starts_with,
  strpos,
  substr,
  substring,
  to_utf8,
  translate,
  ...trims,
  upper,
  word_stem,
];

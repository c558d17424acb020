import type { ScalarFunction } from '../../definition.js';
import { abs, sign } from './abs.js';
import {
  bit_count,
  bitwise_and,
  bitwise_left_shift,
  bitwise_not,
  bitwise_or,
  bitwise_right_shift,
  bitwise_right_shift_arithmetic,
  bitwise_xor,
} from './bitwise_and.js';
import { cosine_distance, cosine_similarity, dot_product, euclidean_distance } from './cosine_similarity.js';
import { from_base, to_base } from './from_base.js';
import { greatest, least } from './greatest.js';
import { is_finite, is_infinite, is_nan } from './is_nan.js';
import { mod } from './mod.js';
import { distributionFunctions } from './normal_cdf.js';
import { random } from './random.js';
import { ceil, floor, round, truncate } from './round.js';
import { doubleFunctions } from './sqrt.js';
import { width_bucket } from './width_bucket.js';

/** Lists the math functions. */
export const mathFunctions: readonly ScalarFunction[] = [
  abs,
  bit_count,
  bitwise_and,
  bitwise_left_shift,
  bitwise_not,
  bitwise_or,
  bitwise_right_shift,
  bitwise_right_shift_arithmetic,
  bitwise_xor,
  ceil,
  cosine_distance,
  cosine_similarity,
  ...distributionFunctions,
  dot_product,
  ...doubleFunctions,
  euclidean_distance,
  floor,
  from_base,
  greatest,
  is_finite,
  is_infinite,
  is_nan,
  least,
  mod,
  random,
  round,
  sign,
  to_base,
  truncate,
  width_bucket,
];

// Rounding of 64-bit integers and decimals at a digit left of the last.

// 10^digits, for at most 18 of them.
function power(digits: i32): i64 {
  let factor: i64 = 1;
  for (let i = 0; i < digits; i++) factor *= 10;
  return factor;
}

/** Rounds a number below 10^18 at its last `digits` digits, halves away from zero. */
export function i64_round_digits(x: i64, digits: i32): i64 {
  if (digits <= 0) return x;
  if (digits > 18) return 0;
  const factor = power(digits);
  const half = factor / 2;
  return ((x + (x < 0 ? -half : half)) / factor) * factor;
}

/** Sets the last `digits` digits to 0. */
export function i64_truncate_digits(x: i64, digits: i32): i64 {
  if (digits <= 0) return x;
  return digits > 18 ? 0 : x - (x % power(digits));
}

// Arithmetic of 128-bit decimals: two's complement words (low, high). A kernel writes its result to `slot`, low word first, and
// answers 0, or 1 where the result has more than 38 digits, or 2 for a division by zero.

const OK: i32 = 0;
const OVERFLOW: i32 = 1;
const DIVISION_BY_ZERO: i32 = 2;

// A WebAssembly global is one per instance, so every thread has its own. A number of 256 bits, the least significant word first.
let w0: u64 = 0;
let w1: u64 = 0;
let w2: u64 = 0;
let w3: u64 = 0;
// The high word of a product; the remainder of a division.
let carry: u64 = 0;

// 10^38 as words, the first number that is too long.
const LIMIT_LOW: u64 = 0x098a224000000000;
const LIMIT_HIGH: u64 = 0x4b3b4ca85a86c47a;

/** The low word of a product; `carry` becomes its high word. */
// @ts-ignore: decorator
@inline
function multiply(a: u64, b: u64): u64 {
  const al = a & 0xffffffff;
  const ah = a >> 32;
  const bl = b & 0xffffffff;
  const bh = b >> 32;
  const low = al * bl;
  const middle = ah * bl + (low >> 32);
  const other = al * bh + (middle & 0xffffffff);
  carry = ah * bh + (middle >> 32) + (other >> 32);
  return (other << 32) | (low & 0xffffffff);
}

// Sets w0 to w3 to the absolute value of a 128-bit number.
// @ts-ignore: decorator
@inline
function load_absolute(low: u64, high: u64): void {
  const negative = <i64>high < 0;
  w0 = negative ? 0 - low : low;
  w1 = negative ? ~high + u64(low == 0) : high;
  w2 = 0;
  w3 = 0;
}

// Multiplies w0 to w3 by a word; true when the product has more than 256 bits.
function scale_by(factor: u64): bool {
  w0 = multiply(w0, factor);
  let over = carry;
  for (let i = 0; i < 3; i++) {
    const word = i == 0 ? w1 : i == 1 ? w2 : w3;
    const product = multiply(word, factor);
    const sum = product + over;
    over = carry + u64(sum < product);
    if (i == 0) w1 = sum;
    else if (i == 1) w2 = sum;
    else w3 = sum;
  }
  return over != 0;
}

function power_of_ten(exponent: i32): u64 {
  let power: u64 = 1;
  for (let i = 0; i < exponent; i++) power *= 10;
  return power;
}

// Multiplies w0 to w3 by a power of ten up to 10^57.
function scale_by_ten(exponent: i32): bool {
  for (let left = exponent; left > 0; left -= 19) if (scale_by(power_of_ten(min(left, 19)))) return true;
  return false;
}

// Stores w0 and w1 with a sign; OVERFLOW where they make more than 38 digits.
function store_signed(negative: bool, slot: usize): i32 {
  if ((w2 | w3) != 0 || w1 > LIMIT_HIGH || (w1 == LIMIT_HIGH && w0 >= LIMIT_LOW)) return OVERFLOW;
  store<u64>(slot, negative ? 0 - w0 : w0);
  store<u64>(slot, negative ? ~w1 + u64(w0 == 0) : w1, 8);
  return OK;
}

/** a · 10^scaleA + b · 10^scaleB. */
export function decimal_add(
  lowA: u64,
  highA: u64,
  scaleA: i32,
  lowB: u64,
  highB: u64,
  scaleB: i32,
  slot: usize,
): i32 {
  const negativeA = <i64>highA < 0;
  const negativeB = <i64>highB < 0;
  load_absolute(lowB, highB);
  if (scale_by_ten(scaleB)) return OVERFLOW;
  const b0 = w0;
  const b1 = w1;
  const b2 = w2;
  const b3 = w3;
  load_absolute(lowA, highA);
  if (scale_by_ten(scaleA)) return OVERFLOW;
  if (negativeA == negativeB) {
    add_words(b0, b1, b2, b3);
    return store_signed(negativeA, slot);
  }
  if (!below(b0, b1, b2, b3)) {
    subtract_words(b0, b1, b2, b3);
    return store_signed(negativeA, slot);
  }
  const a0 = w0;
  const a1 = w1;
  const a2 = w2;
  const a3 = w3;
  w0 = b0;
  w1 = b1;
  w2 = b2;
  w3 = b3;
  subtract_words(a0, a1, a2, a3);
  return store_signed(negativeB, slot);
}

// The operands have at most 76 digits each, so that their sum has no carry.
function add_words(b0: u64, b1: u64, b2: u64, b3: u64): void {
  w0 += b0;
  let over = u64(w0 < b0);
  w1 += over;
  over = u64(w1 < over);
  w1 += b1;
  over += u64(w1 < b1);
  w2 += over;
  over = u64(w2 < over);
  w2 += b2;
  over += u64(w2 < b2);
  w3 += b3 + over;
}

// Takes away a number that is not larger.
function subtract_words(b0: u64, b1: u64, b2: u64, b3: u64): void {
  let borrow = u64(w0 < b0);
  w0 -= b0;
  let next = u64(w1 < b1 || (w1 == b1 && borrow != 0));
  w1 -= b1 + borrow;
  borrow = next;
  next = u64(w2 < b2 || (w2 == b2 && borrow != 0));
  w2 -= b2 + borrow;
  w3 -= b3 + next;
}

// Tells whether w0 to w3 are a smaller number.
function below(b0: u64, b1: u64, b2: u64, b3: u64): bool {
  if (w3 != b3) return w3 < b3;
  if (w2 != b2) return w2 < b2;
  if (w1 != b1) return w1 < b1;
  return w0 < b0;
}

/** The product of two words of 64 bits, which cannot overflow 38 digits by much: no check is made. */
export function i64_multiply_wide(a: i64, b: i64, slot: usize): void {
  const low = multiply(<u64>a, <u64>b);
  // The unsigned product counts a negative factor 2^64 too large.
  let high = carry;
  if (a < 0) high -= <u64>b;
  if (b < 0) high -= <u64>a;
  store<u64>(slot, low);
  store<u64>(slot, high, 8);
}

/** 1 where the product of two words has more than 64 bits. */
export function i64_multiply_overflows(a: i64, b: i64): i32 {
  const low = multiply(<u64>a, <u64>b);
  let high = carry;
  if (a < 0) high -= <u64>b;
  if (b < 0) high -= <u64>a;
  return i32(<i64>high != <i64>low >> 63);
}

/** a · b. */
export function decimal_multiply(lowA: u64, highA: u64, lowB: u64, highB: u64, slot: usize): i32 {
  const negative = <i64>(highA ^ highB) < 0;
  load_absolute(lowB, highB);
  const b0 = w0;
  const b1 = w1;
  load_absolute(lowA, highA);
  const a0 = w0;
  const a1 = w1;
  if (a1 != 0 && b1 != 0) return OVERFLOW;
  w0 = multiply(a0, b0);
  w1 = carry;
  const cross = multiply(a1 != 0 ? a1 : b1, a1 != 0 ? b0 : a0);
  if (carry != 0) return OVERFLOW;
  w1 += cross;
  if (w1 < cross) return OVERFLOW;
  return store_signed(negative, slot);
}

// Divides (high, low) by a divisor above `high`; `carry` becomes the remainder. Knuth's algorithm D with two digits of 32 bits.
function divide_words(high: u64, low: u64, divisor: u64): u64 {
  if (high == 0) {
    carry = low % divisor;
    return low / divisor;
  }
  const shift = clz(divisor);
  const d = divisor << shift;
  const d1 = d >> 32;
  const d0 = d & 0xffffffff;
  const n32 = shift == 0 ? high : (high << shift) | (low >> (64 - shift));
  const n10 = low << shift;
  const n1 = n10 >> 32;
  const n0 = n10 & 0xffffffff;
  let q1 = n32 / d1;
  let rest = n32 - q1 * d1;
  while (q1 >> 32 != 0 || q1 * d0 > ((rest << 32) | n1)) {
    q1--;
    rest += d1;
    if (rest >> 32 != 0) break;
  }
  const n21 = ((n32 << 32) | n1) - q1 * d;
  let q0 = n21 / d1;
  rest = n21 - q0 * d1;
  while (q0 >> 32 != 0 || q0 * d0 > ((rest << 32) | n0)) {
    q0--;
    rest += d1;
    if (rest >> 32 != 0) break;
  }
  carry = (((n21 << 32) | n0) - q0 * d) >> shift;
  return (q1 << 32) + q0;
}

// The remainder of `divide`.
let r0: u64 = 0;
let r1: u64 = 0;
let r2: u64 = 0;
let r3: u64 = 0;

// Divides w0 to w3, which become the quotient; r0 to r3 become the remainder.
function divide(b0: u64, b1: u64, b2: u64, b3: u64): void {
  r0 = 0;
  r1 = 0;
  r2 = 0;
  r3 = 0;
  if ((b1 | b2 | b3) == 0) {
    w3 = divide_words(0, w3, b0);
    w2 = divide_words(carry, w2, b0);
    w1 = divide_words(carry, w1, b0);
    w0 = divide_words(carry, w0, b0);
    r0 = carry;
    return;
  }
  // The digits that cannot make a quotient yet are shifted in at once.
  let bits = 256;
  while (bits > 0 && w3 == 0) {
    w3 = w2;
    w2 = w1;
    w1 = w0;
    w0 = 0;
    bits -= 64;
  }
  for (; bits > 0; bits--) {
    const over = r3 >> 63;
    r3 = (r3 << 1) | (r2 >> 63);
    r2 = (r2 << 1) | (r1 >> 63);
    r1 = (r1 << 1) | (r0 >> 63);
    r0 = (r0 << 1) | (w3 >> 63);
    w3 = (w3 << 1) | (w2 >> 63);
    w2 = (w2 << 1) | (w1 >> 63);
    w1 = (w1 << 1) | (w0 >> 63);
    w0 <<= 1;
    if (over != 0 || !remainder_below(b0, b1, b2, b3)) {
      let borrow = u64(r0 < b0);
      r0 -= b0;
      let next = u64(r1 < b1 || (r1 == b1 && borrow != 0));
      r1 -= b1 + borrow;
      borrow = next;
      next = u64(r2 < b2 || (r2 == b2 && borrow != 0));
      r2 -= b2 + borrow;
      r3 -= b3 + next;
      w0 |= 1;
    }
  }
}

function remainder_below(b0: u64, b1: u64, b2: u64, b3: u64): bool {
  if (r3 != b3) return r3 < b3;
  if (r2 != b2) return r2 < b2;
  if (r1 != b1) return r1 < b1;
  return r0 < b0;
}

// Rounds the quotient in w0 to w3 up where the remainder is at least half of a divisor below 2^127.
function round_half_up(b0: u64, b1: u64): void {
  const double1 = (r1 << 1) | (r0 >> 63);
  const double0 = r0 << 1;
  if (double1 > b1 || (double1 == b1 && double0 >= b0)) add_words(1, 0, 0, 0);
}

/** a · 10^scaleA / b, halves away from zero. */
export function decimal_divide(lowA: u64, highA: u64, scaleA: i32, lowB: u64, highB: u64, slot: usize): i32 {
  if ((lowB | highB) == 0) return DIVISION_BY_ZERO;
  const negative = <i64>(highA ^ highB) < 0;
  load_absolute(lowB, highB);
  const b0 = w0;
  const b1 = w1;
  load_absolute(lowA, highA);
  if (scale_by_ten(scaleA)) return OVERFLOW;
  divide(b0, b1, 0, 0);
  round_half_up(b0, b1);
  return store_signed(negative, slot);
}

/** The remainder of a · 10^scaleA divided by b · 10^scaleB; it has the sign of a. */
export function decimal_remainder(
  lowA: u64,
  highA: u64,
  scaleA: i32,
  lowB: u64,
  highB: u64,
  scaleB: i32,
  slot: usize,
): i32 {
  if ((lowB | highB) == 0) return DIVISION_BY_ZERO;
  load_absolute(lowB, highB);
  scale_by_ten(scaleB);
  const b0 = w0;
  const b1 = w1;
  const b2 = w2;
  const b3 = w3;
  load_absolute(lowA, highA);
  scale_by_ten(scaleA);
  divide(b0, b1, b2, b3);
  // As in Trino, which refuses a quotient beyond 128 bits.
  if ((w2 | w3) != 0) return OVERFLOW;
  w0 = r0;
  w1 = r1;
  w2 = r2;
  w3 = r3;
  return store_signed(<i64>highA < 0, slot);
}

/** a · 10^shift for a positive shift, else a / 10^-shift with halves away from zero. */
export function decimal_rescale(low: u64, high: u64, shift: i32, slot: usize): i32 {
  load_absolute(low, high);
  if (shift >= 0) {
    if (scale_by_ten(shift)) return OVERFLOW;
    return store_signed(<i64>high < 0, slot);
  }
  const a0 = w0;
  const a1 = w1;
  load_absolute(1, 0);
  scale_by_ten(-shift);
  const b0 = w0;
  const b1 = w1;
  w0 = a0;
  w1 = a1;
  w2 = 0;
  w3 = 0;
  divide(b0, b1, 0, 0);
  round_half_up(b0, b1);
  return store_signed(<i64>high < 0, slot);
}

/** The remainder of a division that truncates, with the sign of `a`, as C's fmod. */
export function f64_remainder(a: f64, b: f64): f64 {
  return a % b;
}

/** 1 where a decimal has more than `digits` digits, of at most 38. */
export function decimal_exceeds(low: u64, high: u64, digits: i32): i32 {
  load_absolute(1, 0);
  scale_by_ten(digits);
  const limit0 = w0;
  const limit1 = w1;
  load_absolute(low, high);
  return i32(w1 > limit1 || (w1 == limit1 && w0 >= limit0));
}

// The mean of decimals: a total of 192 bits over a count, rounded half away from zero.

// A WebAssembly global is one per instance, so every thread has its own.
let quotientHigh: u64 = 0;

/** The high word of the last `decimal_average`. */
export function decimal_average_high(): u64 {
  return quotientHigh;
}

/** Divides (top, high, low), two's complement, by `count`; the low word of the quotient. 0 for a count of 0. */
export function decimal_average(low: u64, high: u64, top: u64, count: u64): u64 {
  quotientHigh = 0;
  if (count == 0) return 0;
  const negative = <i64>top < 0;
  let l = low;
  let h = high;
  let t = top;
  if (negative) {
    l = 0 - low;
    h = ~high + u64(low == 0);
    t = ~top + u64(low == 0 && high == 0);
  }
  let remainder: u64 = 0;
  if (t == 0 && h == 0) {
    remainder = l % count;
    l = l / count;
  } else if (count <= 0xffffffff) {
    // Long division in digits of 32 bits, the most significant first; what is left of `top` is below `count`.
    remainder = t % count;
    let digit = (remainder << 32) | (h >> 32);
    let quotient = digit / count;
    digit = ((digit % count) << 32) | (h & 0xffffffff);
    h = (quotient << 32) | (digit / count);
    digit = ((digit % count) << 32) | (l >> 32);
    quotient = digit / count;
    digit = ((digit % count) << 32) | (l & 0xffffffff);
    l = (quotient << 32) | (digit / count);
    remainder = digit % count;
  } else {
    remainder = t % count;
    for (let bit = 0; bit < 128; bit++) {
      const carried = remainder >> 63;
      remainder = (remainder << 1) | (h >> 63);
      h = (h << 1) | (l >> 63);
      l <<= 1;
      if (carried != 0 || remainder >= count) {
        remainder -= count;
        l |= 1;
      }
    }
  }
  if (remainder >= count - remainder) {
    l++;
    if (l == 0) h++;
  }
  if (negative) {
    h = ~h + u64(l == 0);
    l = 0 - l;
  }
  quotientHigh = h;
  return l;
}

// Elementary functions of doubles; AssemblyScript's Math follows fdlibm, as Java's StrictMath does.

export function f64_ln(x: f64): f64 {
  return Math.log(x);
}

export function f64_log2(x: f64): f64 {
  return Math.log(x) / 0.6931471805599453;
}

export function f64_log10(x: f64): f64 {
  return Math.log10(x);
}

export function f64_exp(x: f64): f64 {
  return Math.exp(x);
}

export function f64_cbrt(x: f64): f64 {
  return Math.cbrt(x);
}

export function f64_pow(x: f64, y: f64): f64 {
  return Math.pow(x, y);
}

export function f64_sin(x: f64): f64 {
  return Math.sin(x);
}

export function f64_cos(x: f64): f64 {
  return Math.cos(x);
}

export function f64_tan(x: f64): f64 {
  return Math.tan(x);
}

export function f64_asin(x: f64): f64 {
  return Math.asin(x);
}

export function f64_acos(x: f64): f64 {
  return Math.acos(x);
}

export function f64_atan(x: f64): f64 {
  return Math.atan(x);
}

export function f64_atan2(y: f64, x: f64): f64 {
  return Math.atan2(y, x);
}

export function f64_sinh(x: f64): f64 {
  return Math.sinh(x);
}

export function f64_cosh(x: f64): f64 {
  return Math.cosh(x);
}

export function f64_tanh(x: f64): f64 {
  return Math.tanh(x);
}

/** Rounds to so many decimals, halves away from zero; a number whose digits all lie above stays. */
export function f64_round(x: f64, decimals: i32): f64 {
  const factor = Math.pow(10, decimals);
  const scaled = abs(x) * factor;
  if (!(scaled < 9223372036854775807)) return x;
  const whole = floor(scaled);
  return copysign((scaled - whole >= 0.5 ? whole + 1 : whole) / factor, x);
}

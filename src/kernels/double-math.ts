// Elementary functions of doubles; AssemblyScript's Math follows fdlibm, as Java's StrictMath does.

export function f64_ln(x: f64): f64 {
  return Math.log(x);
}

export function f64_exp(x: f64): f64 {
  return Math.exp(x);
}

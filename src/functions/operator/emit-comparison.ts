import { unreachable } from '../../base/lake-error.js';
import type { SqlType } from '../../types/sql-type.js';
import { f32, f64, type Instruction, i32, i64 } from '../../wasm/instruction.js';
import type { EmittedValue, Emitter } from '../definition.js';
import { emitLess } from '../emitted-value.js';

const picosPerMinute = 60_000_000_000_000n;
const picosPerDay = 86_400_000_000_000_000n;
const zoneBits = i64.const(12);

/** Tells whether values of a type are compared in emitted code: all but structures. */
export const isComparedInCode = ({ kind }: SqlType): boolean =>
  kind !== 'array' && kind !== 'map' && kind !== 'row' && kind !== 'function';

/** Tells (i32) whether two values are equal; NaN equals nothing. */
export function emitEqual(e: Emitter, type: SqlType, a: EmittedValue, b: EmittedValue): Instruction {
  switch (a.layout) {
    case 'bool':
    case 'i32':
      return i32.eq(a.value, b.value);
    case 'i64':
      if (type.kind === 'timestamp with time zone') return sameInstant(a.value, b.value);
      return i64.eq(a.value, b.value);
    case 'f32':
      return f32.eq(a.value, b.value);
    case 'f64':
      return f64.eq(a.value, b.value);
    case 'i128': {
      if (type.kind === 'time with time zone') return emitEqualTimes(a, b);
      const high = type.kind === 'timestamp with time zone' ? sameInstant(a.high!, b.high!) : i64.eq(a.high!, b.high!);
      return i32.and(i64.eq(a.value, b.value), high);
    }
    case 'view':
      return e.call('string_equal', 'i32', [a.value, b.value]);
    default:
      return unreachable(a.layout);
  }
}

const sameInstant = (a: Instruction, b: Instruction): Instruction => i64.eqz(i64.shrs(i64.xor(a, b), zoneBits));

/** Times with zone are equal where their difference, offsets taken off, is whole days. */
function emitEqualTimes(a: EmittedValue, b: EmittedValue): Instruction {
  const offset = i64.mul(i64.sub(a.value, b.value), i64.const(picosPerMinute));
  return i64.eqz(i64.rems(i64.sub(i64.sub(a.high!, b.high!), offset), i64.const(picosPerDay)));
}

/** Tells (i32) whether `a` is before `b`; false where either is NaN. */
export function emitBefore(e: Emitter, type: SqlType, a: EmittedValue, b: EmittedValue): Instruction {
  // A char is kept without its padding, which counts as spaces when compared.
  if (type.kind === 'char') return i32.lts(e.call('char_compare', 'i32', [a.value, b.value]), i32.const(0));
  return emitLess(e, type, a, b);
}

/** Tells (i32) whether `a` is before `b` or equal to it; false where either is NaN. */
export function emitUpTo(e: Emitter, type: SqlType, a: EmittedValue, b: EmittedValue): Instruction {
  if (a.layout === 'f32') return f32.le(a.value, b.value);
  if (a.layout === 'f64') return f64.le(a.value, b.value);
  if (a.layout === 'i32') return i32.les(a.value, b.value);
  if (a.layout === 'i64' && type.kind !== 'timestamp with time zone') return i64.les(a.value, b.value);
  return i32.eqz(emitBefore(e, type, b, a));
}

/** Tells (i32) whether two present values are the same: as `emitEqual`, but NaN is the same as NaN. */
export function emitSame(e: Emitter, type: SqlType, a: EmittedValue, b: EmittedValue): Instruction {
  const equal = emitEqual(e, type, a, b);
  if (a.layout === 'f32') return i32.or(equal, i32.and(f32.ne(a.value, a.value), f32.ne(b.value, b.value)));
  if (a.layout === 'f64') return i32.or(equal, i32.and(f64.ne(a.value, a.value), f64.ne(b.value, b.value)));
  return equal;
}

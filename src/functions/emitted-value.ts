import { unreachable } from '../base/lake-error.js';
import type { SqlType } from '../types/sql-type.js';
import type { Layout } from '../vector/layout.js';
import { f32, f64, type Instruction, i32, i64, select, type ValueType } from '../wasm/instruction.js';
import type { EmittedValue, Emitter } from './definition.js';

/** Maps a layout to the WebAssembly type of its word; a `view` is known by its slot's address. */
export const wordType: Record<Layout, ValueType> = {
  bool: 'i32',
  i32: 'i32',
  i64: 'i64',
  f32: 'f32',
  f64: 'f64',
  i128: 'i64',
  view: 'i32',
};

/** Makes a value of one word whose instruction may be repeated as it is. */
export const emitted = (layout: Layout, value: Instruction, isNull?: Instruction): EmittedValue => ({
  layout,
  value,
  isNull,
});

/** Evaluates an instruction once, as a value that may be repeated. */
export const kept = (e: Emitter, layout: Layout, value: Instruction, isNull?: Instruction): EmittedValue =>
  emitted(layout, e.keep(value), isNull && e.keep(isNull));

/** A boolean that is always true. */
export const yes: EmittedValue = emitted('bool', i32.const(1));

/** Inverts a condition. */
export const not = (condition: Instruction): Instruction => i32.eqz(condition);

/** Tells whether the value of a floating point layout is NaN. */
export function isNaNValue(value: EmittedValue): Instruction {
  return value.layout === 'f32' ? f32.ne(value.value, value.value) : f64.ne(value.value, value.value);
}

/** Tells whether a layout is one that may hold NaN. */
export const mayBeNaN = (layout: Layout): boolean => layout === 'f32' || layout === 'f64';

const picosPerMinute = 60_000_000_000_000n;
const picosPerDay = 86_400_000_000_000_000n;

/** Gives the picoseconds of the day at UTC of a time with time zone. */
export function instantOfDay(e: Emitter, time: EmittedValue): Instruction {
  const shifted = i64.sub(time.high!, i64.mul(time.value, i64.const(picosPerMinute)));
  const day = i64.const(picosPerDay);
  return e.keep(i64.rems(i64.add(i64.rems(shifted, day), day), day));
}

function wideLess(aHigh: Instruction, aLow: Instruction, bHigh: Instruction, bLow: Instruction): Instruction {
  return select(i64.ltu(aLow, bLow), i64.lts(aHigh, bHigh), i64.eq(aHigh, bHigh));
}

/** The high word of a 128-bit number; where it is left out it is the low one's sign. */
export const highOf = ({ value, high }: EmittedValue): Instruction => high ?? i64.shrs(value, i64.const(63));

/**
 * Tells (i32) whether `a` sorts before `b`. NaN is before nothing and nothing is before NaN. Structures have no order
 * that can be emitted; see `isEmittedOrder`.
 */
export function emitLess(e: Emitter, type: SqlType, a: EmittedValue, b: EmittedValue): Instruction {
  switch (a.layout) {
    case 'bool':
    case 'i32':
      return i32.lts(a.value, b.value);
    case 'i64': {
      if (type.kind !== 'timestamp with time zone') return i64.lts(a.value, b.value);
      const zoneBits = i64.const(12);
      return i64.lts(i64.shrs(a.value, zoneBits), i64.shrs(b.value, zoneBits));
    }
    case 'f32':
      return f32.lt(a.value, b.value);
    case 'f64':
      return f64.lt(a.value, b.value);
    case 'i128': {
      if (type.kind === 'time with time zone') return i64.lts(instantOfDay(e, a), instantOfDay(e, b));
      if (type.kind !== 'timestamp with time zone') return wideLess(highOf(a), a.value, highOf(b), b.value);
      const zoneBits = i64.const(12);
      return wideLess(i64.shrs(a.high!, zoneBits), a.value, i64.shrs(b.high!, zoneBits), b.value);
    }
    case 'view':
      // A char is kept without its padding, which counts as spaces when compared.
      return i32.lts(
        e.call(type.kind === 'char' ? 'char_compare' : 'string_compare', 'i32', [a.value, b.value]),
        i32.const(0),
      );
    default:
      return unreachable(a.layout);
  }
}

/** Tells whether `emitLess` orders a type: all that have an order but structures. */
export function isEmittedOrder(type: SqlType): boolean {
  switch (type.kind) {
    case 'json':
    case 'digest':
    case 'Geometry':
    case 'SphericalGeography':
    case 'BingTile':
    case 'KdbTree':
    case 'array':
    case 'map':
    case 'row':
    case 'function':
      return false;
    default:
      return true;
  }
}

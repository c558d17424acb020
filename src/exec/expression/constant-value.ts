import type { EmittedValue, Emitter } from '../../functions/definition.js';
import type { Constant } from '../../plan/expression.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { type Layout, layoutOf } from '../../vector/layout.js';
import { encodeViewBytes } from '../../vector/nested-encoding.js';
import { encodeSlotWords } from '../../vector/slot-words.js';
import { f32, f64, i32, i64 } from '../../wasm/instruction.js';

/** A NULL: zero words. */
export function zeroValue(layout: Layout): EmittedValue {
  const isNull = i32.const(1);
  switch (layout) {
    case 'bool':
    case 'i32':
      return { layout, value: i32.const(0), isNull };
    case 'view':
      // Points at zeroes below the heap: an empty string.
      return { layout, value: i32.const(0), isNull };
    case 'i64':
      return { layout, value: i64.const(0), isNull, bits: 0 };
    case 'i128':
      return { layout, value: i64.const(0), high: i64.const(0), isNull, bits: 0 };
    case 'f32':
      return { layout, value: f32.const(0), isNull };
    case 'f64':
      return { layout, value: f64.const(0), isNull };
  }
}

/** Emits a literal. */
export function constantValue(e: Emitter, { type, value }: Constant): EmittedValue {
  const layout = layoutOf(type);
  if (value === null) return zeroValue(layout);
  return { ...presentValue(e, type, layout, value), constant: value };
}

function presentValue(e: Emitter, type: SqlType, layout: Layout, value: SqlValue): EmittedValue {
  switch (layout) {
    case 'bool':
      return { layout, value: i32.const(value ? 1 : 0) };
    case 'i32':
      return { layout, value: i32.const(value as number), bits: bitsOf(BigInt(value as number)) };
    case 'f32':
      return { layout, value: f32.const(value as number) };
    case 'f64':
      return { layout, value: f64.const(value as number) };
    case 'i64':
    case 'i128': {
      const [low, high] = encodeSlotWords(type, value);
      const bits = bitsOf(layout === 'i64' ? low : (high << 64n) | BigInt.asUintN(64, low));
      return { layout, value: i64.const(low), high: layout === 'i128' ? i64.const(high) : undefined, bits };
    }
    case 'view':
      return e.text(encodeViewBytes(type, value));
  }
}

/** The smallest b such that value lies in [-2^b, 2^b). */
function bitsOf(value: bigint): number {
  const magnitude = value < 0n ? -value - 1n : value;
  return magnitude === 0n ? 0 : magnitude.toString(2).length;
}

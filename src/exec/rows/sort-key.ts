/**
 * Normalized sort keys: words that compare as unsigned 64-bit numbers in the order of the key. A key takes a word for its
 * NULLs (where it can be NULL at all) and one or two for its value; a string its first 8 bytes and, for ties, the view itself.
 */
import type { EmittedValue } from '../../functions/definition.js';
import { instantOfDay } from '../../functions/emitted-value.js';
import type { SortKey } from '../../plan/logical-plan.js';
import type { SqlType } from '../../types/sql-type.js';
import { layoutOf } from '../../vector/layout.js';
import { f64, type Instruction, i64, select } from '../../wasm/instruction.js';
import type { ExpressionEmitter } from '../expression/expression-emitter.js';
import { align } from './row-layout.js';

const signBit = -0x8000_0000_0000_0000n;

/** One part of a key in a stored row: a word, or the view that breaks ties of strings. */
export interface SortPart {
  readonly kind: 'word' | 'view';
  readonly offset: number;
  readonly descending: boolean;
}

/** Where the parts of a sort key lie in a row, from byte `start` on. */
export interface SortLayout {
  readonly parts: readonly SortPart[];
  /** How many parts the first n keys have, by n. */
  readonly partCounts: readonly number[];
  readonly end: number;
}

/** True for types whose order is more than that of words and bytes. */
export const isHostOrdered = (type: SqlType): boolean =>
  type.kind === 'array' || type.kind === 'row' || type.kind === 'map';

/** Lays out the words of the keys; strings' views are the fields at `viewOffsets`. */
export function sortLayout(keys: readonly SortKey[], start: number, viewOffsets: readonly number[]): SortLayout {
  const parts: SortPart[] = [];
  const partCounts = [0];
  let next = align(start, 8);
  keys.forEach(({ expression: { type }, descending }, index) => {
    const words = layoutOf(type) === 'i128' ? 3 : 2;
    for (let word = 0; word < words; word++) {
      parts.push({ kind: 'word', offset: next, descending: false });
      next += 8;
    }
    if (layoutOf(type) === 'view') parts.push({ kind: 'view', offset: viewOffsets[index]!, descending });
    partCounts.push(parts.length);
  });
  return { parts, partCounts, end: next };
}

/** Gives the words of a key, the one for NULLs first. */
export function emitSortWords(e: ExpressionEmitter, key: SortKey, value: EmittedValue): readonly Instruction[] {
  const { descending, nullsFirst } = key;
  const nullWord = i64.const(nullsFirst ? 0 : 2);
  const isNull = value.isNull;
  const flag = isNull ? select(nullWord, i64.const(1), isNull) : i64.const(1);
  const words = valueWords(e, key, value).map((word) => {
    const ordered = descending ? i64.xor(word, i64.const(-1)) : word;
    return e.keep(isNull ? select(i64.const(0), ordered, isNull) : ordered);
  });
  return [e.keep(flag), ...words];
}

function valueWords(e: ExpressionEmitter, key: SortKey, value: EmittedValue): readonly Instruction[] {
  const { type } = key.expression;
  const flip = (word: Instruction): Instruction => i64.xor(word, i64.const(signBit));
  switch (value.layout) {
    case 'bool':
      return [i64.extendI32u(value.value)];
    case 'i32':
      return [flip(i64.extendI32s(value.value))];
    case 'i64':
      return [flip(type.kind === 'timestamp with time zone' ? i64.shrs(value.value, i64.const(12)) : value.value)];
    case 'f32':
    case 'f64':
      return [doubleWord(e, value, key.nullsFirst)];
    case 'i128': {
      const high = value.high ?? i64.shrs(value.value, i64.const(63));
      if (type.kind === 'timestamp with time zone') return [flip(i64.shrs(high, i64.const(12))), value.value];
      if (type.kind === 'time with time zone') return [instantOfDay(e, { ...value, high }), i64.const(0)];
      return [flip(high), value.value];
    }
    case 'view': {
      // A NULL's view may hold anything but is safe to read.
      return [e.call('string_sort_word', 'i64', [value.value])];
    }
  }
}

/** Orders doubles as Trino does: -0.0 is 0.0, NaN above all numbers, or below them where NULLs come first. */
function doubleWord(e: ExpressionEmitter, value: EmittedValue, nanBelow: boolean): Instruction {
  const wide = value.layout === 'f64' ? value.value : f64.promoteF32(value.value);
  const number = e.keep(f64.add(wide, f64.const(0)));
  const bits = e.keep(i64.reinterpretF64(number));
  // Negative numbers: all bits flipped; others: the sign bit.
  const ordered = i64.xor(bits, i64.or(i64.shrs(bits, i64.const(63)), i64.const(signBit)));
  return select(i64.const(nanBelow ? 0 : -1), ordered, f64.ne(number, number));
}

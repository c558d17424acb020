/** Texts read by kernels: CAST from varchar to whole numbers and dates. */
import { VARCHAR } from '../../types/sql-type.js';
import { i32, i64 } from '../../wasm/instruction.js';
import type { BoundTypes, EmittedValue, Emitter } from '../definition.js';

const integerBits: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, integer: 32, bigint: 64 };

/** Reads a whole number. */
export function emitParsedInteger(e: Emitter, [text]: readonly EmittedValue[], { returns }: BoundTypes): EmittedValue {
  const slot = e.keep(e.resultSlot());
  const bits = integerBits[returns.kind]!;
  const fails = e.keep(e.call('parse_integer', 'i32', [text!.value, i32.const(bits), slot]));
  const name = returns.kind === 'integer' ? 'INT' : returns.kind.toUpperCase();
  e.failIf(fails, 'INVALID_CAST_ARGUMENT', `Cannot cast '{0}' to ${name}`, [{ value: text!, type: VARCHAR }]);
  if (bits === 64) return { layout: 'i64', value: i64.load(slot) };
  return { layout: 'i32', value: i32.load(slot), bits: bits - 1 };
}

/** Reads a date. */
export function emitParsedDate(e: Emitter, [text]: readonly EmittedValue[]): EmittedValue {
  const slot = e.keep(e.resultSlot());
  const fails = e.keep(e.call('parse_date', 'i32', [text!.value, slot]));
  e.failIf(fails, 'INVALID_CAST_ARGUMENT', 'Value cannot be cast to date: {0}', [{ value: text!, type: VARCHAR }]);
  return { layout: 'i32', value: i32.load(slot) };
}

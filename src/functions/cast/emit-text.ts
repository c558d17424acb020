import type { SqlType } from '../../types/sql-type.js';
import { i32, i64 } from '../../wasm/instruction.js';
import type { BoundTypes, EmittedValue, Emitter } from '../definition.js';
import { callViewKernel, withPadding } from '../scalar/string/view-kernel.js';

type TextType = SqlType & { readonly kind: 'varchar' | 'char' };

/** Emits a cast between varchar and char: cut to the length, a char without its padding. */
export function emitTextToText(e: Emitter, args: readonly EmittedValue[], types: BoundTypes): EmittedValue {
  const [from, to] = [types.args[0] as TextType, types.returns as TextType];
  const isShorter = to.length !== undefined && (from.length === undefined || from.length > to.length);
  let value = args[0]!;
  if (from.kind === 'char' && to.kind === 'varchar') value = withPadding(e, value, from);
  if (isShorter) value = callViewKernel(e, 'string_substr', [value.value, i64.const(1), i64.const(to.length!)]);
  if (to.kind === 'char' && (isShorter || from.kind === 'varchar'))
    value = callViewKernel(e, 'string_strip_spaces', [value.value]);
  return value;
}

/** Emits a cast that changes nothing in memory. */
export const emitSame = (_: Emitter, [value]: readonly EmittedValue[]): EmittedValue => value!;

/** A boolean's word as text. */
export function emitBooleanToText(e: Emitter, [value]: readonly EmittedValue[]): EmittedValue {
  const address = e.code.local('i32', e.text('false').value);
  e.code.if(i32.ne(value!.value, i32.const(0)), () => e.code.set(address, e.text('true').value));
  return { layout: 'view', value: address.get };
}

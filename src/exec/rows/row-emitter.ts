/**
 * Code that several operators put into their loops: hashing of keys, comparison of keys with stored rows, appending of rows.
 * The hash of a fixed-width key multiplies by 2^64 / golden ratio and folds; strings are hashed by a kernel.
 */
import type { EmittedValue } from '../../functions/definition.js';
import type { SqlType } from '../../types/sql-type.js';
import { f64, type Instruction, i32, i64, select } from '../../wasm/instruction.js';
import type { ExpressionEmitter } from '../expression/expression-emitter.js';
import { loadSlot, storeSlot } from '../expression/row-loop.js';
import type { RowField, RowLayout } from './row-layout.js';

const multiplier = 0x9e3779b97f4a7c15n;
const nullHash = 0x2545f4914f6cdd1dn;

/**
 * Gives the 64-bit words that are equal exactly when two present values of the type are (grouping's equality: NaN is NaN,
 * 0.0 is -0.0, an instant is the same in every zone); undefined for views.
 */
export function keyWords(e: ExpressionEmitter, type: SqlType, value: EmittedValue): readonly Instruction[] | undefined {
  switch (value.layout) {
    case 'bool':
    case 'i32':
      return [i64.extendI32s(value.value)];
    case 'f32':
    case 'f64': {
      const wide = value.layout === 'f64' ? value.value : e.keep(f64.promoteF32(value.value));
      const canonical = select(f64.const(Number.NaN), f64.add(wide, f64.const(0)), f64.ne(wide, wide));
      return [i64.reinterpretF64(canonical)];
    }
    case 'i64':
      return type.kind === 'timestamp with time zone' ? [i64.shrs(value.value, i64.const(12))] : [value.value];
    case 'i128': {
      const high = value.high ?? i64.shrs(value.value, i64.const(63));
      if (type.kind === 'timestamp with time zone') return [value.value, i64.shrs(high, i64.const(12))];
      if (type.kind === 'time with time zone') {
        return [i64.sub(high, i64.mul(value.value, i64.const(60_000_000_000_000n)))];
      }
      return [value.value, high];
    }
    case 'view':
      return undefined;
  }
}

/** Computes the hash of a row's keys. */
export function emitHash(e: ExpressionEmitter, types: readonly SqlType[], keys: readonly EmittedValue[]): Instruction {
  const { code } = e;
  const hash = code.local('i64', i64.const(0n));
  keys.forEach((key, index) => {
    const mix = (): void => {
      const words = keyWords(e, types[index]!, key) ?? [e.call('string_hash', 'i64', [key.value])];
      for (const word of words) {
        code.set(hash, i64.mul(i64.xor(hash.get, word), i64.const(multiplier)));
        code.set(hash, i64.xor(hash.get, i64.shru(hash.get, i64.const(32))));
      }
    };
    if (!key.isNull) return mix();
    code.if(
      key.isNull,
      () => code.set(hash, i64.mul(i64.add(hash.get, i64.const(nullHash)), i64.const(multiplier))),
      mix,
    );
  });
  code.set(hash, i64.mul(hash.get, i64.const(multiplier)));
  return e.keep(i64.xor(hash.get, i64.shru(hash.get, i64.const(32))));
}

/** Loads a field of a stored row. */
export function loadField(e: ExpressionEmitter, row: Instruction, field: RowField, mayBeNull = true): EmittedValue {
  const value = loadSlot(field.layout, row, field.offset);
  if (field.nullOffset < 0 || !mayBeNull) return value;
  return { ...value, isNull: e.keep(i32.eqz(i32.load8u(row, field.nullOffset))) };
}

/** Sets `differs` (a local i32 getter through `onDiffer`) by leaving when two present values differ. */
function emitIfDifferent(
  e: ExpressionEmitter,
  type: SqlType,
  a: EmittedValue,
  b: EmittedValue,
  onDiffer: () => void,
): void {
  const wordsA = keyWords(e, type, a);
  if (!wordsA) {
    // Length and prefix lie in the first 8 bytes: most different strings differ there.
    e.code.if(i64.ne(i64.load(a.value), i64.load(b.value)), onDiffer);
    e.code.if(i32.eqz(e.call('string_equal', 'i32', [a.value, b.value])), onDiffer);
    return;
  }
  const wordsB = keyWords(e, type, b)!;
  wordsA.forEach((word, index) => {
    e.code.if(i64.ne(word, wordsB[index]!), onDiffer);
  });
}

/** Leaves through `onDiffer` when the keys are not those of the stored row; NULL equals NULL. */
export function emitCompareWithRow(
  e: ExpressionEmitter,
  keys: readonly EmittedValue[],
  row: Instruction,
  fields: readonly RowField[],
  onDiffer: () => void,
): void {
  fields.forEach((field, index) => {
    const key = keys[index]!;
    const stored = loadSlot(field.layout, row, field.offset);
    const kept = field.layout === 'view' ? { ...stored, value: e.keep(stored.value) } : stored;
    const isPresent = i32.load8u(row, field.nullOffset);
    const compare = (): void => emitIfDifferent(e, field.type, key, kept, onDiffer);
    if (!key.isNull) {
      e.code.if(i32.eqz(isPresent), onDiffer);
      compare();
      return;
    }
    e.code.if(i32.eq(isPresent, key.isNull), onDiffer);
    e.code.if(i32.eqz(key.isNull), compare);
  });
}

/**
 * Appends a row to the store at `entry` and gives its address. `header` writes what precedes the fields; state bytes are zeroed.
 */
export function emitAppend(
  e: ExpressionEmitter,
  entry: Instruction,
  layout: RowLayout,
  values: readonly EmittedValue[],
  header: (row: Instruction) => void,
): Instruction {
  const { code } = e;
  const need = code.local('i32', i32.const(layout.width));
  const views = values.filter(({ layout: kind }) => kind === 'view');
  for (const { value, isNull } of views) {
    const length = i32.load(value);
    const add = (): void => code.if(i32.gtu(length, i32.const(12)), () => code.set(need, i32.add(need.get, length)));
    if (isNull) code.if(i32.eqz(isNull), add);
    else add();
  }
  const row = code.local('i32', i32.load(entry, 8));
  // Room is what lies between the next row and the string bytes; a length near 4 GiB must not wrap around.
  const hasRoom = i64.leu(i64.add(i64.extendI32u(row.get), i64.extendI32u(need.get)), i64.load32u(entry, 12));
  code.if(i32.eqz(hasRoom), () => {
    code.emit(e.call('rows_grow', 'void', [entry, need.get]));
    code.set(row, i32.load(entry, 8));
  });
  code.emit(i32.store(entry, i32.add(row.get, i32.const(layout.width)), 8));
  code.emit(i32.store(entry, i32.add(i32.load(entry, 16), i32.const(1)), 16));
  header(row.get);
  layout.fields.forEach((field, index) => emitStoreField(e, entry, row.get, field, values[index]!));
  for (let offset = layout.stateOffset; offset < layout.width; offset += 8)
    code.emit(i64.store(row.get, i64.const(0), offset));
  return row.get;
}

function emitStoreField(
  e: ExpressionEmitter,
  entry: Instruction,
  row: Instruction,
  field: RowField,
  value: EmittedValue,
): void {
  const { code } = e;
  const put = (): void => {
    if (field.layout !== 'view') return storeSlot(code, value, row, field.offset);
    code.emit(e.call('rows_put_view', 'void', [entry, i32.add(row, i32.const(field.offset)), value.value]));
  };
  if (!value.isNull) {
    put();
    code.emit(i32.store8(row, i32.const(1), field.nullOffset));
    return;
  }
  code.emit(i32.store8(row, i32.eqz(value.isNull), field.nullOffset));
  code.if(value.isNull, () => emitZero(e, row, field), put);
}

/** A NULL's slot is zeroed so that it is safe to read. */
function emitZero(e: ExpressionEmitter, row: Instruction, field: RowField): void {
  const { code } = e;
  if (field.layout === 'bool') code.emit(i32.store8(row, i32.const(0), field.offset));
  else if (field.layout === 'i32' || field.layout === 'f32') code.emit(i32.store(row, i32.const(0), field.offset));
  else {
    code.emit(i64.store(row, i64.const(0), field.offset));
    if (field.layout === 'i128' || field.layout === 'view') code.emit(i64.store(row, i64.const(0), field.offset + 8));
  }
}

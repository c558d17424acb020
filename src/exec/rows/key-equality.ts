import type { EmittedValue, Emitter } from '../../functions/definition.js';
import { f32, f64, type Instruction, i32 } from '../../wasm/instruction.js';

/** How a join treats the keys of one side. */
export interface KeyFacts {
  /** NULL meets NULL. */
  readonly nullsEqual: boolean;
}

/** Tells whether one of a row's keys is NULL and so equal to no other; undefined where none can be. */
export function emitNullKey(keys: readonly EmittedValue[], pairs: readonly KeyFacts[]): Instruction | undefined {
  return anyOf(keys.flatMap(({ isNull }, index) => (isNull && !pairs[index]!.nullsEqual ? [isNull] : [])));
}

/** Tells whether one of a row's keys is equal to no other: NULL and NaN are not even to themselves. */
export function emitUnequalKey(
  e: Emitter,
  keys: readonly EmittedValue[],
  pairs: readonly KeyFacts[],
): Instruction | undefined {
  return anyOf(keys.flatMap((key, index) => (pairs[index]!.nullsEqual ? [] : equalsNothing(e, key))));
}

function equalsNothing(e: Emitter, { layout, value, isNull }: EmittedValue): readonly Instruction[] {
  const conditions = isNull ? [isNull] : [];
  if (layout !== 'f64' && layout !== 'f32') return conditions;
  const kept = e.keep(value);
  return [...conditions, layout === 'f64' ? f64.ne(kept, kept) : f32.ne(kept, kept)];
}

const anyOf = (conditions: readonly Instruction[]): Instruction | undefined =>
  conditions.length === 0 ? undefined : conditions.reduce((a, b) => i32.or(a, b));

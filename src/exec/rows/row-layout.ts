import type { SqlType } from '../../types/sql-type.js';
import { type Layout, layoutOf, slotBytes } from '../../vector/layout.js';

/** Where one value lies in a stored row; `nullOffset` is the address of its presence byte (1 present), or -1 when it is never NULL. */
export interface RowField {
  readonly type: SqlType;
  readonly layout: Layout;
  readonly offset: number;
  readonly nullOffset: number;
}

/** How rows of a store look: the hash first where there is one, then the fields, then free-form state. */
export interface RowLayout {
  readonly fields: readonly RowField[];
  /** First byte of what the operator keeps besides the fields. */
  readonly stateOffset: number;
  readonly width: number;
}

/** Lays out a row: `headerBytes` for the operator, the values, their presence bytes, then `stateBytes`. All 8-byte aligned. */
export function rowLayout(headerBytes: number, types: readonly SqlType[], stateBytes: number): RowLayout {
  let next = headerBytes;
  const offsets = types.map((type) => {
    const bytes = Math.max(slotBytes[layoutOf(type)], 1);
    next = align(next, Math.min(bytes, 8));
    const offset = next;
    next += bytes;
    return offset;
  });
  const fields = types.map((type, index) => ({
    type,
    layout: layoutOf(type),
    offset: offsets[index]!,
    nullOffset: next + index,
  }));
  const stateOffset = align(next + types.length, 8);
  return { fields, stateOffset, width: align(stateOffset + stateBytes, 8) };
}

export const align = (offset: number, bytes: number): number => Math.ceil(offset / bytes) * bytes;

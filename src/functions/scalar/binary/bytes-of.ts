import { assert } from '../../../base/lake-error.js';
import type { SqlValue } from '../../../types/sql-value.js';

const encoder = new TextEncoder();

/** Gives the bytes of a varchar, as UTF-8, or of a varbinary. */
export function bytesOf(value: SqlValue): Uint8Array {
  if (typeof value === 'string') return encoder.encode(value);
  assert(value instanceof Uint8Array, 'a varchar or varbinary value');
  return value;
}

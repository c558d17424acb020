import type { LakeError } from '../../base/lake-error.js';
import { valueKey } from '../../types/compare-values.js';
import type { SqlType } from '../../types/sql-type.js';
import type { MapEntry, SqlValue } from '../../types/sql-value.js';

/** Makes a map of entries; throws what `duplicate` makes where a key is there twice. */
export function mapOfEntries(entries: readonly MapEntry[], keyType: SqlType, duplicate: () => LakeError): SqlValue {
  const keys = new Set(entries.map(([key]) => valueKey(key, keyType)));
  if (keys.size < entries.length) throw duplicate();
  return entries;
}

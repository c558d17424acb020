import { valueKey } from '../../../types/compare-values.js';
import { type SqlType, UNKNOWN } from '../../../types/sql-type.js';
import type { MapEntry, SqlValue } from '../../../types/sql-value.js';
import { protocolJson, protocolText } from '../../../types/value-text.js';
import { invalidArgument } from '../array/array-types.js';

/** The entries of a map value. */
export const entriesOf = (value: SqlValue | undefined): readonly MapEntry[] => value as unknown as readonly MapEntry[];

/** The type of a map's keys. */
export const keyType = (type: SqlType | undefined): SqlType => (type?.kind === 'map' ? type.key : UNKNOWN);

/** A key as messages show it. */
const keyText = (key: SqlValue, type: SqlType): string =>
  type.kind === 'array' || type.kind === 'row' || type.kind === 'map'
    ? protocolJson(key, type).replaceAll(',', ', ')
    : protocolText(key, type);

function hasNull(value: SqlValue): boolean {
  return value === null || (Array.isArray(value) && value.some(hasNull));
}

/** Fails for a key that holds a NULL inside. */
export function checkDeterminate(key: SqlValue, type: SqlType): void {
  if (key !== null && hasNull(key)) throw invalidArgument(`map key cannot be indeterminate: ${keyText(key, type)}`);
}

/** Makes a map of entries; fails for a NULL key and for two keys that are the same. */
export function mapOf(entries: Iterable<MapEntry>, type: SqlType): SqlValue {
  const seen = new Set<string>();
  const list: MapEntry[] = [];
  for (const entry of entries) {
    const [key] = entry;
    if (key === null) throw invalidArgument('map key cannot be null');
    const text = valueKey(key, type);
    if (seen.has(text)) throw invalidArgument(`Duplicate map keys (${keyText(key, type)}) are not allowed`);
    seen.add(text);
    list.push(entry);
  }
  return list as unknown as SqlValue;
}

import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { protocolJson } from '../../types/value-text.js';
import type { NamedColumn } from '../query-result.js';

/**
 * Makes what prints rows as JSON objects: numbers with all of their digits, other values as Trino's clients get them. Of columns with one name
 * the last counts, as in the library's row objects.
 */
export function rowObjectText(
  columns: readonly NamedColumn[],
): (values: readonly SqlValue[], types: readonly SqlType[]) => string {
  const last = new Map(columns.map(({ name }, index) => [name, index]));
  const keys = [...last].map(([name, index]) => ({ key: `${JSON.stringify(name)}:`, index }));
  return (values, types) =>
    `{${keys.map(({ key, index }) => key + protocolJson(values[index]!, types[index]!)).join(',')}}`;
}

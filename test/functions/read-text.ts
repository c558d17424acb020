import { canonicalJson } from '../../src/types/json-node.js';
import { parseDaySecond, parseYearMonth } from '../../src/types/parse-interval.js';
import { parseValue } from '../../src/types/parse-value.js';
import type { SqlType } from '../../src/types/sql-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';

/** Reads a value from the text that recorded answers of Trino have it in. */
export function readText(type: SqlType, text: string | null): SqlValue {
  if (text === null) return null;
  if (type.kind === 'varbinary') return Uint8Array.from(Buffer.from(text, 'hex'));
  if (type.kind === 'json') return canonicalJson(text)!;
  if (type.kind === 'interval day to second') return parseDaySecond(text, 'DAY', 'SECOND')!;
  if (type.kind === 'interval year to month') return parseYearMonth(text, 'YEAR', 'MONTH')!;
  const value = parseValue(text, type.kind === 'char' ? { kind: 'varchar' } : type, { zone: 0, startMillis: 0 });
  return type.kind === 'char' ? (value as string).replace(/ +$/, '') : value;
}

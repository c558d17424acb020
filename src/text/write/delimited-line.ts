import type { SqlType } from '../../types/sql-type.js';
import type { MapEntry, SqlValue } from '../../types/sql-value.js';
import type { DelimitedFormat } from '../text-format.js';
import { plainText, type RowWriter, type WrittenColumn } from './row-writer.js';

/** Writes rows as LazySimpleSerDe does. */
export function delimitedLine(columns: readonly WrittenColumn[], format: DelimitedFormat): RowWriter {
  const delimiters = format.delimiters.map((byte) => String.fromCharCode(byte));
  const escaped = escaping(delimiters, format.escape);
  const text = (value: SqlValue, type: SqlType, level: number): string => {
    if (value === null) return format.nullText;
    const delimiter = delimiters[level] ?? '';
    switch (type.kind) {
      case 'array':
        return (value as readonly SqlValue[]).map((item) => text(item, type.element, level + 1)).join(delimiter);
      case 'map':
        return (value as readonly MapEntry[])
          .map(([key, item]) => [text(key, type.key, level + 2), text(item, type.value, level + 2)])
          .map((entry) => entry.join(delimiters[level + 1]))
          .join(delimiter);
      case 'row':
        return type.fields
          .map((field, index) => text((value as readonly SqlValue[])[index]!, field.type, level + 1))
          .join(delimiter);
      default:
        return escaped(plainText(value, type));
    }
  };
  return (values) => values.map((value, index) => text(value, columns[index]!.type, 1)).join(delimiters[0]);
}

/** Without an escape texts are written as they are, as Hive does: one that holds a delimiter is not read back. */
function escaping(delimiters: readonly string[], escapeByte: number | undefined): (text: string) => string {
  if (escapeByte === undefined) return (text) => text;
  const escapeText = String.fromCharCode(escapeByte);
  const special = new Set([...delimiters, escapeText]);
  return (text) => {
    let result = '';
    for (const character of text) {
      if (character === '\n') result += `${escapeText}n`;
      else if (character === '\r') result += `${escapeText}r`;
      else result += special.has(character) ? escapeText + character : character;
    }
    return result;
  };
}

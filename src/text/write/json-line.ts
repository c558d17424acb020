import { assert } from '../../base/lake-error.js';
import type { SqlType } from '../../types/sql-type.js';
import type { MapEntry, SqlValue } from '../../types/sql-value.js';
import { plainText, type RowWriter, type WrittenColumn } from './row-writer.js';

/** Writes rows as Hive's JSON SerDe does: an object a line, every column in it. */
export function jsonLine(columns: readonly WrittenColumn[]): RowWriter {
  const keys = columns.map(({ name }) => JSON.stringify(name.toLowerCase()));
  return (values) =>
    `{${values.map((value, index) => `${keys[index]}:${jsonText(value, columns[index]!.type)}`).join(',')}}`;
}

function jsonText(value: SqlValue, type: SqlType): string {
  if (value === null) return 'null';
  switch (type.kind) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'decimal':
      return plainText(value, type);
    case 'real':
    case 'double':
      // JSON has no words for what is not finite.
      return Number.isFinite(value) ? plainText(value, type) : JSON.stringify(plainText(value, type));
    case 'array':
      return `[${(value as readonly SqlValue[]).map((item) => jsonText(item, type.element)).join(',')}]`;
    case 'map':
      return `{${(value as readonly MapEntry[]).map((entry) => jsonEntry(entry, type.key, type.value)).join(',')}}`;
    case 'row': {
      const fields = type.fields.map(({ name, type: field }, index) => {
        assert(name !== undefined, 'fields of rows in files have names');
        return `${JSON.stringify(name)}:${jsonText((value as readonly SqlValue[])[index]!, field)}`;
      });
      return `{${fields.join(',')}}`;
    }
    default:
      return JSON.stringify(plainText(value, type));
  }
}

const jsonEntry = ([key, value]: MapEntry, keyType: SqlType, valueType: SqlType): string =>
  `${JSON.stringify(plainText(key, keyType))}:${jsonText(value, valueType)}`;

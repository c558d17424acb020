import { exponentDecimalText } from '../../types/decimal-value.js';
import { jsonString } from '../../types/json-node.js';
import type { SqlType } from '../../types/sql-type.js';
import type { MapEntry, SqlValue } from '../../types/sql-value.js';
import { castText, protocolText } from '../../types/value-text.js';
import type { Conversion } from './conversion.js';

/** Converts scalars, arrays, maps and rows to JSON text. A row keeps its fields' order, a map's keys are sorted. */
export const toJson: Conversion = (value, from) => jsonOf(value, from);

function jsonOf(value: SqlValue, type: SqlType): string {
  if (value === null) return 'null';
  switch (type.kind) {
    case 'json':
      return value as string;
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return protocolText(value, type);
    case 'decimal':
      return exponentDecimalText(value as bigint, type.scale);
    case 'real':
    case 'double': {
      const text = protocolText(value, type);
      return Number.isFinite(value) ? text : `"${text}"`;
    }
    case 'array':
      return `[${(value as readonly SqlValue[]).map((element) => jsonOf(element, type.element)).join()}]`;
    case 'row': {
      const fields = (value as readonly SqlValue[]).map((field, i) => {
        const { name = '', type: fieldType } = type.fields[i]!;
        return `${jsonString(name)}:${jsonOf(field, fieldType)}`;
      });
      return `{${fields.join()}}`;
    }
    case 'map': {
      const entries = (value as unknown as readonly MapEntry[]).map(
        ([key, item]) => [protocolText(key, type.key), jsonOf(item, type.value)] as const,
      );
      entries.sort(([a], [b]) => (a < b ? -1 : 1));
      return `{${entries.map(([key, item]) => `${jsonString(key)}:${item}`).join()}}`;
    }
    default:
      return jsonString(castText(value, type));
  }
}

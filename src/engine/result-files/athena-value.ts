/**
 * Values and types as Athena's results show them: texts within arrays, maps and rows without quotes, maps in the order of their keys, bytes
 * in hexadecimal.
 */
import type { SqlType } from '../../types/sql-type.js';
import type { MapEntry, SqlValue } from '../../types/sql-value.js';
import { protocolText } from '../../types/value-text.js';

/** Prints a value that is not NULL. */
export function athenaText(value: SqlValue, type: SqlType): string {
  switch (type.kind) {
    case 'array':
      return `[${(value as readonly SqlValue[]).map((element) => innerText(element, type.element)).join(', ')}]`;
    case 'map': {
      const entries = (value as unknown as readonly MapEntry[]).map(
        ([key, item]) => [athenaText(key, type.key), innerText(item, type.value)] as const,
      );
      entries.sort(([a], [b]) => (a < b ? -1 : 1));
      return `{${entries.map(([key, item]) => `${key}=${item}`).join(', ')}}`;
    }
    case 'row': {
      const fields = type.fields.map(({ name, type: field }, index) => {
        const text = innerText((value as readonly SqlValue[])[index]!, field);
        return name === undefined ? text : `${name}=${text}`;
      });
      return `{${fields.join(', ')}}`;
    }
    case 'varbinary':
      return (
        Buffer.from(value as Uint8Array)
          .toString('hex')
          .match(/../g)
          ?.join(' ') ?? ''
      );
    default:
      return protocolText(value, type);
  }
}

const innerText = (value: SqlValue, type: SqlType): string => (value === null ? 'null' : athenaText(value, type));

/** What Athena's API says of the type of a column. */
export interface AthenaType {
  readonly name: string;
  readonly precision: number;
  readonly scale: number;
}

const precisions: Readonly<Partial<Record<SqlType['kind'], number>>> = {
  tinyint: 3,
  smallint: 5,
  integer: 10,
  bigint: 19,
  real: 17,
  double: 17,
  varbinary: 1_073_741_824,
  timestamp: 3,
  'timestamp with time zone': 3,
  time: 3,
};
const varcharLength = 2_147_483_647;

/** Gives Athena's name of a type, with its precision and scale. */
export function athenaType(type: SqlType): AthenaType {
  switch (type.kind) {
    case 'decimal':
      return { name: 'decimal', precision: type.precision, scale: type.scale };
    case 'varchar':
    case 'char':
      return { name: type.kind, precision: type.length ?? varcharLength, scale: 0 };
    case 'real':
      return { name: 'float', precision: precisions.real!, scale: 0 };
    default:
      return { name: type.kind, precision: precisions[type.kind] ?? 0, scale: 0 };
  }
}

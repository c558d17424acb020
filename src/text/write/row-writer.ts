import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { protocolText } from '../../types/value-text.js';

/** A column of the rows to write. */
export interface WrittenColumn {
  readonly name: string;
  readonly type: SqlType;
}

/** Makes the line of a row, without its end. */
export type RowWriter = (values: readonly SqlValue[]) => string;

/** Prints a scalar as Hive's text formats do: numbers as Java does, bytes in base64. */
export function plainText(value: SqlValue, type: SqlType): string {
  if (type.kind === 'varbinary') return Buffer.from(value as Uint8Array).toString('base64');
  return type.kind === 'varchar' || type.kind === 'char' ? (value as string) : protocolText(value, type);
}

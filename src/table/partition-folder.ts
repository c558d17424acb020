import { nullPartitionText, partitionPath } from '../catalog/partition-path.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import { castText } from '../types/value-text.js';

/** Prints a partition key's value as the catalog keeps it; NULL and the empty text are the same there. */
export function partitionText(value: SqlValue, type: SqlType): string {
  const text = value === null ? '' : castText(value, type);
  return text === '' ? nullPartitionText : text;
}

/** Gives the folder of a partition below its table's, in Hive's layout. */
export const partitionFolder = (keys: readonly string[], texts: readonly string[]): string =>
  partitionPath(keys, texts);

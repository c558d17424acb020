import { LakeError } from '../base/lake-error.js';
import { nullPartitionText } from '../catalog/partition-path.js';
import { parseValue } from '../types/parse-value.js';
import { displayType, type SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import { utcZone } from '../types/time-zone.js';

/** Reads the text that a partition has for one of its keys. @throws HIVE_INVALID_PARTITION_VALUE */
export function partitionValue(text: string, type: SqlType, key: string): SqlValue {
  if (text === nullPartitionText) return null;
  if (type.kind === 'varchar') return text;
  if (type.kind === 'char') return text.replace(/ +$/, '');
  try {
    return parseValue(text, type, { zone: utcZone, startMillis: 0 });
  } catch (cause) {
    if (!(cause instanceof LakeError)) throw cause;
    throw new LakeError(
      'HIVE_INVALID_PARTITION_VALUE',
      `Invalid partition value '${text}' for ${displayType(type)} partition key: ${key}`,
      { cause },
    );
  }
}

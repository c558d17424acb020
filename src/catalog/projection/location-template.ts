import { LakeError } from '../../base/lake-error.js';
import { partitionPath } from '../partition-path.js';

/** Makes the location of a partition from the texts of its keys. */
export type PartitionLocation = (texts: readonly string[]) => string;

/**
 * Reads `storage.location.template`; without one partitions lie below the table's location in Hive's layout.
 * @throws INVALID_COLUMN_PROPERTY when a key has no placeholder
 */
export function partitionLocation(
  template: string | undefined,
  tableLocation: string,
  keys: readonly string[],
): PartitionLocation {
  if (template === undefined) {
    const start = tableLocation.endsWith('/') ? tableLocation : `${tableLocation}/`;
    return (texts) => `${start}${partitionPath(keys, texts)}/`;
  }
  for (const key of keys)
    if (!template.includes(`\${${key}}`))
      throw new LakeError(
        'INVALID_COLUMN_PROPERTY',
        `Partition projection location template: ${template} is missing partition column: '${key}' placeholder`,
      );
  const parts = template.split(/\$\{([^}]*)\}/);
  const indexes = parts.map((part, index) => (index % 2 === 1 ? keys.indexOf(part) : -1));
  return (texts) => parts.map((part, index) => placed(part, indexes[index]!, texts)).join('');
}

function placed(part: string, keyIndex: number, texts: readonly string[]): string {
  if (keyIndex < 0) return part;
  const text = texts[keyIndex]!;
  // A value may be a path of folders, but not lead out of the table's.
  if (text.split('/').some((name) => name === '..'))
    throw new LakeError('HIVE_INVALID_PARTITION_VALUE', `Invalid partition value '${text}' for a location`);
  return text;
}

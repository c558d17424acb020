/** Folders of partitions in Hive's layout: `ds=2024-01-01/country=US`, with what a name may not hold escaped as Hive does. */

/** The value that stands for NULL in a folder's name. */
export const nullPartitionText = '__HIVE_DEFAULT_PARTITION__';

// biome-ignore lint/suspicious/noControlCharactersInRegex: Hive escapes control characters.
const escaped = /[\u0001-\u001f"#%'*/:=?\\\u007f{[\]^]/g;

/** Escapes what a folder's name may not hold. */
export const escapePathName = (name: string): string =>
  name.replace(escaped, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);

/** Undoes `escapePathName`; a percent sign without two digits stands for itself. */
export const unescapePathName = (name: string): string =>
  name.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

/** Prints the folder of a partition, without a slash at its end. */
export const partitionPath = (keys: readonly string[], values: readonly (string | null)[]): string =>
  keys.map((key, index) => `${escapePathName(key)}=${escapedValue(values[index]!)}`).join('/');

const escapedValue = (value: string | null): string =>
  value === null || value === '' ? nullPartitionText : escapePathName(value);

import { LakeError } from '../../../base/lake-error.js';
import { jsonString } from '../../../types/json-node.js';
import type { SqlType } from '../../../types/sql-type.js';
import type { SqlValue } from '../../../types/sql-value.js';
import type { HostCall, ScalarFunction } from '../../definition.js';
import { itemOf } from './json-input.js';
import { optionsOf } from './json-options.js';
import { itemText, memberText, TypedItem } from './path/path-item.js';

/** Prints a member of what json_object and json_array make. */
export function printMember(value: SqlValue, type: SqlType, format: string | null | undefined): string {
  const item = itemOf(value, type, format);
  return item instanceof TypedItem ? memberText(item) : itemText(item)!;
}

/** Gives the types of a row's fields. */
export const fieldTypes = (type: SqlType | undefined): readonly SqlType[] =>
  type?.kind === 'row' ? type.fields.map((field) => field.type) : [];

const bucketsFirst = 16;
const loadMax = 0.75;

/** The order in which a Java HashMap, whose is the one that Trino prints, goes through keys put in one after another. */
function hashOrder(keys: readonly string[]): readonly string[] {
  let buckets = bucketsFirst;
  while (keys.length > buckets * loadMax) buckets *= 2;
  const bucketOf = (key: string): number => {
    let hash = 0;
    for (let i = 0; i < key.length; i++) hash = (Math.imul(hash, 31) + key.charCodeAt(i)) | 0;
    return (hash ^ (hash >>> 16)) & (buckets - 1);
  };
  return [...keys].sort((a, b) => bucketOf(a) - bucketOf(b));
}

function host([optionsText, row]: readonly SqlValue[], call: HostCall): SqlValue {
  const { formats = [], onNull, uniqueKeys } = optionsOf(optionsText as string, call);
  const values = row as readonly SqlValue[];
  const types = fieldTypes(call.args[1]);
  const members = new Map<string, string>();
  for (let i = 0; i < values.length; i += 2) {
    const value = values[i + 1]!;
    const key = types[i]!.kind === 'char' ? (values[i] as string | null)?.trimEnd() : values[i];
    if (typeof key !== 'string')
      throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'null value passed for JSON object key to JSON_OBJECT function');
    if (value === null && onNull === 'ABSENT') continue;
    if (members.has(key))
      throw uniqueKeys
        ? new LakeError('INVALID_FUNCTION_ARGUMENT', 'duplicate key passed to JSON_OBJECT function')
        : new LakeError('NOT_SUPPORTED', 'cannot construct a JSON object with duplicate key');
    members.set(key, printMember(value, types[i + 1]!, formats[i / 2]));
  }
  return `{${hashOrder([...members.keys()]).map((key) => `${jsonString(key)}:${members.get(key)}`)}}`;
}

/** Implements JSON_OBJECT: options, row of keys and values in turn. */
export const json_object: ScalarFunction = {
  kind: 'scalar',
  name: '$json_object',
  hidden: true,
  summary: 'Makes a JSON object of keys and values.',
  examples: [["json_object('a' : 1, 'b' : 'x')", '{"a":1,"b":"x"}']],
  overloads: [{ args: ['varchar', 'T'], returns: 'varchar', nulls: 'called', host }],
};

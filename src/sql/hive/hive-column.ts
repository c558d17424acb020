import { LakeError } from '../../base/lake-error.js';
import { hiveTypeText, parseHiveType } from '../../types/hive-type.js';
import type { HiveColumn } from '../ast/hive.js';
import type { HiveCursor } from './hive-cursor.js';
import { parseColumnName, parseHiveComment, parseHiveString } from './hive-names.js';

/** Parses `name type [COMMENT 'text']`. */
export function parseHiveColumn(cursor: HiveCursor): HiveColumn {
  const { position } = cursor;
  const name = parseColumnName(cursor);
  const type = parseColumnType(cursor);
  return { name, type, comment: parseHiveComment(cursor), position };
}

/** Parses columns in parentheses. */
export const parseHiveColumns = (cursor: HiveCursor): readonly HiveColumn[] =>
  cursor.parenthesized((inner) => inner.list(parseHiveColumn));

/** Parses a type and gives its text as Hive itself prints it. */
function parseColumnType(cursor: HiveCursor): string {
  const { position } = cursor;
  return hiveTypeText(parseHiveType(typeSource(cursor), position));
}

// Those with digits are no types of Athena: SHOW CREATE TABLE prints them of tables that Athena could not have made.
const sizedTypes: ReadonlySet<string> = new Set(['char', 'varchar', 'decimal', 'numeric', 'timestamp', 'time']);
const plainTypes: ReadonlySet<string> = new Set([
  ...['boolean', 'tinyint', 'smallint', 'int', 'integer', 'bigint', 'float', 'double', 'decimal', 'numeric'],
  ...['string', 'binary', 'date', 'timestamp'],
]);

const typesHint = 'Types are written as in Hive: string, varchar(10), int, float, binary, array<int>, struct<a:int>.';

/** Gives the text of a type of Hive's; comments of fields are left out, as Hive forgets them. Throws TYPE_NOT_FOUND. */
function typeSource(cursor: HiveCursor): string {
  const { position } = cursor;
  const name = cursor.take('word', '<type>').value.toLowerCase();
  const requireKnown = (isKnown: boolean): void => {
    if (!isKnown) throw new LakeError('TYPE_NOT_FOUND', `Unknown type: ${name}`, { position, hint: typesHint });
  };
  if (name === 'double') cursor.accept('PRECISION');
  if (cursor.accept('(')) {
    requireKnown(sizedTypes.has(name));
    const sizes = cursor.list((size) => size.take('word', '<integer>').value);
    cursor.expect(')');
    return `${name}(${sizes.join(',')})`;
  }
  if (!cursor.accept('<')) {
    requireKnown(plainTypes.has(name));
    return name;
  }
  requireKnown(name === 'array' || name === 'map' || name === 'struct');
  const parts =
    name === 'struct' ? cursor.list(fieldSource) : name === 'map' ? mapSource(cursor) : [typeSource(cursor)];
  cursor.expect('>');
  return `${name}<${parts.join(',')}>`;
}

/** Keys of maps have no parts. */
function mapSource(cursor: HiveCursor): readonly string[] {
  const { position } = cursor;
  const key = typeSource(cursor);
  if (key.includes('<')) throw new LakeError('TYPE_NOT_FOUND', `Unknown type of keys: ${key}`, { position });
  cursor.expect(',');
  return [key, typeSource(cursor)];
}

function fieldSource(cursor: HiveCursor): string {
  const name = fieldName(cursor);
  cursor.expect(':');
  const type = typeSource(cursor);
  if (cursor.accept('COMMENT')) parseHiveString(cursor);
  return `\`${name.replaceAll('`', '``')}\`:${type}`;
}

/** Names of fields may have dots without quotes. */
function fieldName(cursor: HiveCursor): string {
  const first = parseColumnName(cursor);
  return cursor.accept('.') ? `${first}.${fieldName(cursor)}` : first;
}

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

/** Gives the text of a type; comments of fields are left out, as Hive forgets them. */
function typeSource(cursor: HiveCursor): string {
  const name = cursor.take('word', '<type>').value.toLowerCase();
  if (name === 'double') cursor.accept('PRECISION');
  if (cursor.accept('(')) {
    const sizes = cursor.list((size) => size.take('word', '<integer>').value);
    cursor.expect(')');
    return `${name}(${sizes.join(',')})`;
  }
  if (!cursor.accept('<')) return name;
  const parts = name === 'struct' ? cursor.list(fieldSource) : cursor.list(typeSource);
  cursor.expect('>');
  return `${name}<${parts.join(',')}>`;
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

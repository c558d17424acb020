import { LakeError } from '../../base/lake-error.js';
import type { HiveProperties, PartitionSpec, PartitionTerm } from '../ast/hive.js';
import type { Identifier, QualifiedName } from '../ast/names.js';
import type { HiveCursor } from './hive-cursor.js';
import { needsBackticks } from './hive-words.js';

/** Parses a name: a word or a text in backticks. */
export function parseHiveName(cursor: HiveCursor): Identifier {
  const { position, token } = cursor;
  if (token.kind === 'quoted') {
    cursor.take('quoted', '<identifier>');
    if (token.value === '')
      throw new LakeError('SYNTAX_ERROR', 'Zero-length delimited identifier not allowed', { position });
    return { kind: 'Identifier', value: token.value, delimited: true, position };
  }
  const value = cursor.text.slice(token.start, token.end);
  if (token.kind === 'word' && needsBackticks(token.value))
    throw new LakeError('SYNTAX_ERROR', `mismatched input '${value}' expecting <identifier>`, {
      position,
      hint: `Write this name in backticks: \`${value}\``,
    });
  cursor.take('word', '<identifier>');
  return { kind: 'Identifier', value, delimited: false, position };
}

/** Parses `a.b.c`; a dot inside backticks separates too, as in `` `db.t` ``. */
export function parseHiveQualifiedName(cursor: HiveCursor): QualifiedName {
  const first = parseHiveName(cursor);
  const parts = [first];
  while (cursor.accept('.')) parts.push(parseHiveName(cursor));
  return { kind: 'QualifiedName', parts, position: first.position };
}

/** Parses a column's name in lower case. */
export const parseColumnName = (cursor: HiveCursor): string => parseHiveName(cursor).value.toLowerCase();

/** Parses a text in quotes. */
export const parseHiveString = (cursor: HiveCursor): string => cursor.take('string', '<string>').value;

/** Parses `('key' = 'value', …)`. */
export function parseHiveProperties(cursor: HiveCursor): HiveProperties {
  return cursor.parenthesized((inner) =>
    inner.list((item) => {
      const key = parseHiveString(item);
      item.expect('=');
      return [key, parseHiveString(item)] as const;
    }),
  );
}

/** Parses `COMMENT 'text'` where it is there. */
export const parseHiveComment = (cursor: HiveCursor): string | undefined =>
  cursor.accept('COMMENT') ? parseHiveString(cursor) : undefined;

const operators = ['=', '<>', '!=', '<=', '>=', '<', '>'] as const;

/** Parses `PARTITION (key = value, …)`. */
export function parsePartitionSpec(cursor: HiveCursor): PartitionSpec {
  cursor.expect('PARTITION');
  return cursor.parenthesized((inner) => inner.list(parsePartitionTerm));
}

/** Parses a partition's specification where there is one. */
export const parseOptionalPartition = (cursor: HiveCursor): PartitionSpec | undefined =>
  cursor.is('PARTITION') ? parsePartitionSpec(cursor) : undefined;

function parsePartitionTerm(cursor: HiveCursor): PartitionTerm {
  const { position } = cursor;
  const key = parseColumnName(cursor);
  const written = operators.find((operator) => cursor.accept(operator));
  if (written === undefined) cursor.fail();
  return { key, operator: written === '!=' ? '<>' : written, value: parsePartitionValue(cursor), position };
}

/** A value is a text, a number, NULL or a typed literal such as DATE '2024-01-01'. */
function parsePartitionValue(cursor: HiveCursor): string | undefined {
  if (cursor.token.kind === 'string') return parseHiveString(cursor);
  if (cursor.peek(1).kind === 'string' && (cursor.accept('DATE') || cursor.accept('TIMESTAMP')))
    return parseHiveString(cursor);
  if (cursor.accept('NULL')) return undefined;
  const token = cursor.take('word', '<constant>');
  return cursor.text.slice(token.start, token.end);
}

import type { DescribeTable, DropHiveTable, HiveStatement, RepairTable, UnsupportedStatement } from '../ast/hive.js';
import type { QualifiedName } from '../ast/names.js';
import type { HiveCursor } from './hive-cursor.js';
import { parseHiveName, parseHiveQualifiedName, parseHiveString, parseOptionalPartition } from './hive-names.js';

const unsupported = ['COMPACTIONS', 'INDEX', 'INDEXES', 'LOCKS', 'PRINCIPALS', 'TRANSACTIONS', 'CONF'];

/** Parses SHOW of what the catalog holds. */
export function parseShowHive(cursor: HiveCursor): HiveStatement {
  const { position } = cursor;
  cursor.expect('SHOW');
  if (cursor.accept('DATABASES') || cursor.accept('SCHEMAS'))
    return { kind: 'ShowDatabases', pattern: parsePattern(cursor), position };
  if (cursor.accept('TABLES')) {
    const database = parseDatabase(cursor);
    return { kind: 'ShowHiveTables', database, pattern: parsePattern(cursor), position };
  }
  if (cursor.accept('VIEWS')) {
    const database = parseDatabase(cursor);
    return { kind: 'ShowViews', database, pattern: parsePattern(cursor), position };
  }
  if (cursor.accept('COLUMNS')) return { kind: 'ShowHiveColumns', table: parseTableOfColumns(cursor), position };
  if (cursor.accept('PARTITIONS')) {
    const table = parseHiveQualifiedName(cursor);
    return { kind: 'ShowPartitions', table, partition: parseOptionalPartition(cursor), position };
  }
  if (cursor.accept('TBLPROPERTIES')) {
    const table = parseHiveQualifiedName(cursor);
    const key = cursor.is('(') ? cursor.parenthesized(parseHiveString) : undefined;
    return { kind: 'ShowTableProperties', table, key, position };
  }
  if (cursor.accept('CREATE', 'TABLE'))
    return { kind: 'ShowCreateTable', table: parseHiveQualifiedName(cursor), position };
  const word = unsupported.find((name) => cursor.token.value === name);
  if (word) return parseUnsupported(cursor, `SHOW ${word}`, position);
  return cursor.fail();
}

/** Reads all the rest of a statement that is known by its name only. */
export function parseUnsupported(
  cursor: HiveCursor,
  name: string,
  position: UnsupportedStatement['position'],
): UnsupportedStatement {
  while (cursor.token.kind !== 'end') cursor.take(cursor.token.kind, '');
  return { kind: 'UnsupportedStatement', name, position };
}

const parseDatabase = (cursor: HiveCursor): QualifiedName | undefined =>
  cursor.accept('IN') || cursor.accept('FROM') ? parseHiveQualifiedName(cursor) : undefined;

function parsePattern(cursor: HiveCursor): string | undefined {
  const isLike = cursor.accept('LIKE');
  return isLike || cursor.token.kind === 'string' ? parseHiveString(cursor) : undefined;
}

function parseTableOfColumns(cursor: HiveCursor): QualifiedName {
  if (!cursor.accept('FROM')) cursor.expect('IN');
  const table = parseHiveQualifiedName(cursor);
  if (!cursor.accept('FROM') && !cursor.accept('IN')) return table;
  return { ...table, parts: [...parseHiveQualifiedName(cursor).parts, ...table.parts] };
}

/** Parses DESCRIBE. */
export function parseDescribeTable(cursor: HiveCursor): DescribeTable | UnsupportedStatement {
  const { position } = cursor;
  if (!cursor.accept('DESCRIBE')) cursor.expect('DESC');
  if (cursor.peek(1).kind !== 'end' && (cursor.is('DATABASE') || cursor.is('SCHEMA') || cursor.is('FUNCTION')))
    return parseUnsupported(cursor, `DESCRIBE ${cursor.token.value}`, position);
  const isDetailed = cursor.peek(1).kind === 'word' || cursor.peek(1).kind === 'quoted';
  const detail = isDetailed && cursor.accept('EXTENDED') ? 'EXTENDED' : undefined;
  const formatted = isDetailed && !detail && cursor.accept('FORMATTED') ? 'FORMATTED' : undefined;
  const table = parseHiveQualifiedName(cursor);
  const partition = parseOptionalPartition(cursor);
  const column = cursor.token.kind === 'end' ? undefined : parseColumnPath(cursor);
  return { kind: 'DescribeTable', detail: detail ?? formatted, table, partition, column, position };
}

/** `column.field.'$elem$'.'$key$'.'$value$'`. */
function parseColumnPath(cursor: HiveCursor): readonly string[] {
  const path = [parseHiveName(cursor).value.toLowerCase()];
  while (cursor.accept('.'))
    path.push(cursor.token.kind === 'string' ? parseHiveString(cursor) : parseHiveName(cursor).value.toLowerCase());
  return path;
}

/** Parses MSCK REPAIR TABLE, with Hive's words for what else than adding it may do. */
export function parseRepairTable(cursor: HiveCursor): RepairTable {
  const { position } = cursor;
  cursor.expect('MSCK', 'REPAIR', 'TABLE');
  const table = parseHiveQualifiedName(cursor);
  const mode = repairModes.find(([word]) => cursor.accept(word, 'PARTITIONS'))?.[1] ?? 'ADD';
  return { kind: 'RepairTable', table, mode, position };
}

const repairModes = [
  ['ADD', 'ADD'],
  ['DROP', 'DROP'],
  ['SYNC', 'FULL'],
] as const;

/** Parses DROP TABLE. */
export function parseDropHiveTable(cursor: HiveCursor): DropHiveTable {
  const { position } = cursor;
  cursor.expect('DROP', 'TABLE');
  const ifExists = cursor.accept('IF', 'EXISTS');
  const table = parseHiveQualifiedName(cursor);
  cursor.accept('PURGE');
  return { kind: 'DropHiveTable', table, ifExists, position };
}

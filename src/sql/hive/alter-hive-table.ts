import type { AlterHiveTable, HiveAlterAction, PartitionSpec, UnsupportedStatement } from '../ast/hive.js';
import { parseHiveColumn, parseHiveColumns } from './hive-column.js';
import type { HiveCursor } from './hive-cursor.js';
import {
  parseColumnName,
  parseHiveProperties,
  parseHiveQualifiedName,
  parseHiveString,
  parseOptionalPartition,
  parsePartitionSpec,
} from './hive-names.js';
import { parseUnsupported } from './show-hive.js';

/** Says what Hive has and Athena and Lakelet have not, by the words after the table's name. */
const unsupported: readonly (readonly string[])[] = [
  ['ARCHIVE', 'PARTITION'],
  ['UNARCHIVE', 'PARTITION'],
  ['EXCHANGE', 'PARTITION'],
  ['CLUSTERED', 'BY'],
  ['NOT', 'CLUSTERED'],
  ['NOT', 'SKEWED'],
  ['NOT', 'SORTED'],
  ['NOT', 'STORED', 'AS', 'DIRECTORIES'],
  ['COMPACT'],
  ['CONCATENATE'],
  ['SET', 'FILEFORMAT'],
  ['SET', 'SERDEPROPERTIES'],
  ['SET', 'SERDE'],
  ['SET', 'SKEWED', 'LOCATION'],
  ['SKEWED', 'BY'],
  ['TOUCH'],
  ['ENABLE'],
  ['DISABLE'],
  ['RECOVER', 'PARTITIONS'],
];

const unsupportedOfPartitions = [['CHANGE'], ...unsupported];

/** Parses ALTER TABLE. */
export function parseAlterHiveTable(cursor: HiveCursor): AlterHiveTable | UnsupportedStatement {
  const { position } = cursor;
  cursor.expect('ALTER', 'TABLE');
  const table = parseHiveQualifiedName(cursor);
  const partition = parseOptionalPartition(cursor);
  const candidates = partition ? unsupportedOfPartitions : unsupported;
  const words = candidates.find((words) => words.every((word, offset) => cursor.peek(offset).value === word));
  if (words)
    return parseUnsupported(cursor, `ALTER TABLE ${partition ? 'PARTITION ' : ''}${words.join(' ')}`, position);
  return { kind: 'AlterHiveTable', table, partition, action: parseAction(cursor, partition), position };
}

function parseAction(cursor: HiveCursor, partition: PartitionSpec | undefined): HiveAlterAction {
  if (cursor.accept('ADD')) return parseAdd(cursor);
  if (cursor.accept('REPLACE', 'COLUMNS')) return { kind: 'replace columns', columns: parseHiveColumns(cursor) };
  if (cursor.accept('CHANGE')) return parseChange(cursor);
  if (cursor.accept('DROP')) return parseDrop(cursor);
  if (cursor.accept('RENAME', 'TO')) {
    if (partition) return { kind: 'rename partition', to: parsePartitionSpec(cursor) };
    return { kind: 'rename', to: parseHiveQualifiedName(cursor) };
  }
  if (cursor.accept('SET', 'LOCATION')) return { kind: 'set location', location: parseHiveString(cursor) };
  if (cursor.accept('SET', 'TBLPROPERTIES')) return { kind: 'set properties', properties: parseHiveProperties(cursor) };
  if (cursor.accept('UNSET', 'TBLPROPERTIES')) {
    cursor.accept('IF', 'EXISTS');
    return { kind: 'unset properties', keys: cursor.parenthesized((inner) => inner.list(parseHiveString)) };
  }
  return cursor.fail();
}

function parseAdd(cursor: HiveCursor): HiveAlterAction {
  if (cursor.accept('COLUMNS')) return { kind: 'add columns', columns: parseHiveColumns(cursor) };
  const ifNotExists = cursor.accept('IF', 'NOT', 'EXISTS');
  const partitions: { readonly spec: PartitionSpec; readonly location: string | undefined }[] = [];
  do {
    const spec = parsePartitionSpec(cursor);
    partitions.push({ spec, location: cursor.accept('LOCATION') ? parseHiveString(cursor) : undefined });
  } while (cursor.is('PARTITION'));
  return { kind: 'add partitions', ifNotExists, partitions };
}

function parseChange(cursor: HiveCursor): HiveAlterAction {
  cursor.accept('COLUMN');
  const from = parseColumnName(cursor);
  const column = parseHiveColumn(cursor);
  if (cursor.accept('FIRST')) return { kind: 'change column', from, column, place: { kind: 'first' } };
  if (cursor.accept('AFTER'))
    return { kind: 'change column', from, column, place: { kind: 'after', column: parseColumnName(cursor) } };
  return { kind: 'change column', from, column, place: undefined };
}

function parseDrop(cursor: HiveCursor): HiveAlterAction {
  if (cursor.accept('COLUMN')) return { kind: 'drop column', column: parseColumnName(cursor) };
  const ifExists = cursor.accept('IF', 'EXISTS');
  const partitions = cursor.list(parsePartitionSpec);
  return { kind: 'drop partitions', ifExists, partitions };
}

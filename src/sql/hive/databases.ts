import type { AlterDatabase, CreateDatabase, DropDatabase } from '../ast/hive.js';
import type { HiveCursor } from './hive-cursor.js';
import { parseHiveComment, parseHiveName, parseHiveProperties, parseHiveString } from './hive-names.js';

function expectDatabase(cursor: HiveCursor): void {
  if (!cursor.accept('DATABASE')) cursor.expect('SCHEMA');
}

/** Parses CREATE DATABASE. */
export function parseCreateDatabase(cursor: HiveCursor): CreateDatabase {
  const { position } = cursor;
  cursor.expect('CREATE');
  expectDatabase(cursor);
  const ifNotExists = cursor.accept('IF', 'NOT', 'EXISTS');
  const name = parseHiveName(cursor);
  const comment = parseHiveComment(cursor);
  const location = cursor.accept('LOCATION') ? parseHiveString(cursor) : undefined;
  const properties = cursor.accept('WITH', 'DBPROPERTIES') ? parseHiveProperties(cursor) : [];
  return { kind: 'CreateDatabase', name, ifNotExists, comment, location, properties, position };
}

/** Parses ALTER DATABASE … SET DBPROPERTIES. */
export function parseAlterDatabase(cursor: HiveCursor): AlterDatabase {
  const { position } = cursor;
  cursor.expect('ALTER');
  expectDatabase(cursor);
  const name = parseHiveName(cursor);
  cursor.expect('SET', 'DBPROPERTIES');
  return { kind: 'AlterDatabase', name, properties: parseHiveProperties(cursor), position };
}

/** Parses DROP DATABASE. */
export function parseDropDatabase(cursor: HiveCursor): DropDatabase {
  const { position } = cursor;
  cursor.expect('DROP');
  expectDatabase(cursor);
  const ifExists = cursor.accept('IF', 'EXISTS');
  const name = parseHiveName(cursor);
  const cascade = cursor.accept('CASCADE');
  if (!cascade) cursor.accept('RESTRICT');
  return { kind: 'DropDatabase', name, ifExists, cascade, position };
}

import type Database from 'libsql';
import { hiveTypeText } from '../types/hive-type.js';
import { parseType } from '../types/parse-type.js';
import { formatDescriptor } from './storage-format.js';

type Migration = string | ((database: Database.Database) => void);

/** The catalog's schema, step by step: a lake at `user_version` n has the first n. Never change a step that was released. */
const migrations: readonly Migration[] = [
  `CREATE TABLE databases (
     name TEXT PRIMARY KEY,
     location TEXT,
     description TEXT,
     parameters TEXT NOT NULL
   ) STRICT;
   CREATE TABLE tables (
     database TEXT NOT NULL REFERENCES databases (name),
     name TEXT NOT NULL,
     version INTEGER NOT NULL,
     location TEXT NOT NULL,
     format TEXT NOT NULL,
     columns TEXT NOT NULL,
     partition_keys TEXT NOT NULL,
     owner TEXT,
     description TEXT,
     parameters TEXT NOT NULL,
     create_millis INTEGER NOT NULL,
     update_millis INTEGER NOT NULL,
     PRIMARY KEY (database, name)
   ) STRICT;
   CREATE TABLE column_statistics (
     database TEXT NOT NULL,
     table_name TEXT NOT NULL,
     column_name TEXT NOT NULL,
     statistics TEXT NOT NULL,
     PRIMARY KEY (database, table_name, column_name),
     FOREIGN KEY (database, table_name) REFERENCES tables (database, name) ON DELETE CASCADE
   ) STRICT;
   CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
   INSERT INTO counters VALUES ('table_version', 0);
   INSERT INTO databases VALUES ('default', NULL, NULL, '{}');`,
  describeTablesAsGlue,
];

/**
 * Tables get an id and Glue's shape; versions and partitions are added. The texts of a table are a document (`definition`), since the catalog
 * keeps what it does not know. Partitions share few storage descriptors, which are kept once a table. `key0` … `key3` are a partition's first
 * values as they compare (see partition-store.ts).
 */
function describeTablesAsGlue(database: Database.Database): void {
  database.exec(`
    ALTER TABLE databases ADD COLUMN owner TEXT;
    ALTER TABLE databases ADD COLUMN create_millis INTEGER;
    ALTER TABLE databases ADD COLUMN others TEXT;
    ALTER TABLE tables RENAME TO old_tables;
    ALTER TABLE column_statistics RENAME TO old_statistics;
    CREATE TABLE tables (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      database TEXT NOT NULL REFERENCES databases (name),
      name TEXT NOT NULL,
      version INTEGER NOT NULL,
      definition TEXT NOT NULL,
      partition_count INTEGER NOT NULL DEFAULT 0,
      create_millis INTEGER NOT NULL,
      update_millis INTEGER NOT NULL,
      UNIQUE (database, name)
    ) STRICT;
    CREATE TABLE table_versions (
      table_id INTEGER NOT NULL REFERENCES tables (id) ON DELETE CASCADE,
      version INTEGER NOT NULL,
      definition TEXT NOT NULL,
      update_millis INTEGER NOT NULL,
      PRIMARY KEY (table_id, version)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE partition_descriptors (
      id INTEGER PRIMARY KEY,
      table_id INTEGER NOT NULL REFERENCES tables (id) ON DELETE CASCADE,
      descriptor TEXT NOT NULL,
      UNIQUE (table_id, descriptor)
    ) STRICT;
    CREATE TABLE partitions (
      id INTEGER PRIMARY KEY,
      table_id INTEGER NOT NULL REFERENCES tables (id) ON DELETE CASCADE,
      partition_values TEXT NOT NULL,
      descriptor_id INTEGER NOT NULL REFERENCES partition_descriptors (id) DEFERRABLE INITIALLY DEFERRED,
      location TEXT,
      parameters TEXT NOT NULL,
      others TEXT,
      create_millis INTEGER NOT NULL,
      key0 ANY, key1 ANY, key2 ANY, key3 ANY,
      UNIQUE (table_id, partition_values)
    ) STRICT;
    CREATE INDEX partitions_by_key0 ON partitions (table_id, key0, key1, key2, key3);
    CREATE INDEX partitions_by_key1 ON partitions (table_id, key1, key2, key3) WHERE key1 IS NOT NULL;
    CREATE INDEX partitions_by_key2 ON partitions (table_id, key2, key3) WHERE key2 IS NOT NULL;
    CREATE INDEX partitions_by_key3 ON partitions (table_id, key3) WHERE key3 IS NOT NULL;
    CREATE TABLE column_statistics (
      table_id INTEGER NOT NULL REFERENCES tables (id) ON DELETE CASCADE,
      column_name TEXT NOT NULL,
      statistics TEXT NOT NULL,
      PRIMARY KEY (table_id, column_name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE partition_statistics (
      partition_id INTEGER NOT NULL REFERENCES partitions (id) ON DELETE CASCADE,
      column_name TEXT NOT NULL,
      statistics TEXT NOT NULL,
      PRIMARY KEY (partition_id, column_name)
    ) STRICT, WITHOUT ROWID;`);
  const insert = database.prepare(
    'INSERT INTO tables (database, name, version, definition, create_millis, update_millis) VALUES (?, ?, ?, ?, ?, ?)',
  );
  for (const row of database.prepare('SELECT * FROM old_tables').all() as OldTable[])
    insert.run(row.database, row.name, row.version, definitionOf(row), row.create_millis, row.update_millis);
  database.exec(`
    INSERT INTO column_statistics
      SELECT id, column_name, statistics FROM old_statistics JOIN tables ON tables.database = old_statistics.database AND name = table_name;
    DROP TABLE old_statistics;
    DROP TABLE old_tables;`);
}

interface OldTable {
  readonly database: string;
  readonly name: string;
  readonly version: number;
  readonly location: string;
  readonly columns: string;
  readonly partition_keys: string;
  readonly owner: string | null;
  readonly description: string | null;
  readonly parameters: string;
  readonly create_millis: number;
  readonly update_millis: number;
}

function definitionOf(row: OldTable): string {
  const [location, ...additionalLocations] = row.location.split('\n');
  const columns = (text: string): unknown =>
    (JSON.parse(text) as { type: string }[]).map((column) => ({
      ...column,
      type: hiveTypeText(parseType(column.type)),
    }));
  return JSON.stringify({
    tableType: 'EXTERNAL_TABLE',
    storage: { ...formatDescriptor('PARQUET'), columns: columns(row.columns), location, additionalLocations },
    partitionKeys: columns(row.partition_keys),
    parameters: { EXTERNAL: 'TRUE', ...JSON.parse(row.parameters) },
    owner: row.owner ?? undefined,
    description: row.description ?? undefined,
  });
}

const versionOf = (database: Database.Database): number =>
  Number((database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version);

/** Brings a catalog file to the newest schema; undefined when it is newer than this program, else its version. */
export function migrate(database: Database.Database): number | undefined {
  const newest = migrations.length;
  const found = versionOf(database);
  if (found > newest) return undefined;
  if (found < newest)
    database
      .transaction(() => {
        // Another process may have been faster.
        for (let version = versionOf(database); version < newest; version++) {
          const step = migrations[version]!;
          if (typeof step === 'string') database.exec(step);
          else step(database);
          database.exec(`PRAGMA user_version = ${version + 1}`);
        }
      })
      .immediate();
  return newest;
}

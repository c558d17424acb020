import type Database from 'libsql';
import { hiveTypeText } from '../types/hive-type.js';
import { parseType } from '../types/parse-type.js';
import { formatDescriptor } from './storage-format.js';
import { initialSettings, primaryWorkgroup } from './workgroup.js';
import { newLakeId, writeTables } from './write-tables.js';

/** One step of a schema: SQL, or what changes the file. */
export type Migration = string | ((database: Database.Database) => void);

/** The catalog's schema, step by step: a lake at `user_version` n has the first n. Never change a step that was released. */
export const catalogSchema: readonly Migration[] = [
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
  // What is granted (src/access/). A resource is a JSON array: its kind, then the names that it takes. What exists so far is everybody's.
  `CREATE TABLE grants (
     id INTEGER PRIMARY KEY,
     principal_kind TEXT NOT NULL,
     principal TEXT NOT NULL,
     resource TEXT NOT NULL,
     database TEXT,
     object TEXT,
     permission TEXT NOT NULL,
     columns TEXT NOT NULL,
     grant_option INTEGER NOT NULL,
     grantor TEXT,
     create_millis INTEGER NOT NULL,
     UNIQUE (principal_kind, principal, resource, permission, columns)
   ) STRICT;
   CREATE INDEX grants_by_object ON grants (database, object);
   CREATE TABLE roles (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
   CREATE TABLE role_members (
     role TEXT NOT NULL,
     member_kind TEXT NOT NULL,
     member TEXT NOT NULL,
     admin_option INTEGER NOT NULL,
     PRIMARY KEY (role, member_kind, member)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE data_filters (
     database TEXT NOT NULL,
     table_name TEXT NOT NULL,
     name TEXT NOT NULL,
     columns TEXT NOT NULL,
     row_expression TEXT,
     PRIMARY KEY (database, table_name, name)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE tags (key TEXT PRIMARY KEY, tag_values TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE tag_assignments (
     database TEXT NOT NULL,
     table_name TEXT NOT NULL,
     column_name TEXT NOT NULL,
     key TEXT NOT NULL REFERENCES tags (key) ON DELETE CASCADE,
     value TEXT NOT NULL,
     PRIMARY KEY (database, table_name, column_name, key)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE access_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TRIGGER drop_table_access AFTER DELETE ON tables BEGIN
     DELETE FROM grants WHERE database = OLD.database AND object = OLD.name;
     DELETE FROM data_filters WHERE database = OLD.database AND table_name = OLD.name;
     DELETE FROM tag_assignments WHERE database = OLD.database AND table_name = OLD.name;
   END;
   CREATE TRIGGER drop_database_access AFTER DELETE ON databases BEGIN
     DELETE FROM grants WHERE database = OLD.name;
     DELETE FROM tag_assignments WHERE database = OLD.name;
   END;
   CREATE TRIGGER rename_table_access AFTER UPDATE OF database, name ON tables
     WHEN OLD.database <> NEW.database OR OLD.name <> NEW.name BEGIN
     UPDATE grants SET database = NEW.database, object = NEW.name, resource = json_set(resource, '$[1]', NEW.database, '$[2]', NEW.name)
       WHERE database = OLD.database AND object = OLD.name;
     UPDATE data_filters SET database = NEW.database, table_name = NEW.name WHERE database = OLD.database AND table_name = OLD.name;
     UPDATE tag_assignments SET database = NEW.database, table_name = NEW.name WHERE database = OLD.database AND table_name = OLD.name;
   END;
   INSERT INTO grants (principal_kind, principal, resource, database, object, permission, columns, grant_option, create_millis)
     SELECT 'group', 'IAM_ALLOWED_PRINCIPALS', json_array('database', name), name, NULL, 'ALL', '{"rule":"all","names":[]}', 0, 0 FROM databases
     UNION ALL
     SELECT 'group', 'IAM_ALLOWED_PRINCIPALS', json_array('table', database, name), database, name, 'ALL', '{"rule":"all","names":[]}', 0, 0
       FROM tables;`,
  nameWrites,
  addWorkgroups,
  // Saved tag expressions, which grants name, and who opted in for what (src/access/).
  `CREATE TABLE tag_expressions (name TEXT PRIMARY KEY, expression TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TRIGGER drop_expression_access AFTER DELETE ON tag_expressions BEGIN
     DELETE FROM grants WHERE resource IN (json_array('table policy', OLD.name), json_array('database policy', OLD.name));
   END;
   CREATE TABLE opt_ins (
     principal_kind TEXT NOT NULL,
     principal TEXT NOT NULL,
     resource TEXT NOT NULL,
     database TEXT,
     object TEXT,
     PRIMARY KEY (principal_kind, principal, resource)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX opt_ins_by_object ON opt_ins (database, object);
   CREATE TRIGGER drop_table_opt_ins AFTER DELETE ON tables BEGIN
     DELETE FROM opt_ins WHERE database = OLD.database AND object = OLD.name;
   END;
   CREATE TRIGGER drop_database_opt_ins AFTER DELETE ON databases BEGIN
     DELETE FROM opt_ins WHERE database = OLD.name;
   END;
   CREATE TRIGGER rename_table_opt_ins AFTER UPDATE OF database, name ON tables
     WHEN OLD.database <> NEW.database OR OLD.name <> NEW.name BEGIN
     UPDATE opt_ins SET database = NEW.database, object = NEW.name, resource = json_set(resource, '$[1]', NEW.database, '$[2]', NEW.name)
       WHERE database = OLD.database AND object = OLD.name;
   END;`,
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

function nameWrites(database: Database.Database): void {
  database.exec(writeTables);
  database.prepare("INSERT INTO facts VALUES ('lake_id', ?)").run(newLakeId());
}

/** Workgroups with what is kept for them. Settings are a document, since the catalog keeps what it does not know. */
function addWorkgroups(database: Database.Database): void {
  database.exec(`
    CREATE TABLE workgroups (
      name TEXT PRIMARY KEY,
      settings TEXT NOT NULL,
      create_millis INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE prepared_statements (
      workgroup TEXT NOT NULL REFERENCES workgroups (name) ON DELETE CASCADE,
      name TEXT NOT NULL,
      statement TEXT NOT NULL,
      description TEXT,
      update_millis INTEGER NOT NULL,
      PRIMARY KEY (workgroup, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE named_queries (
      id TEXT PRIMARY KEY,
      workgroup TEXT NOT NULL REFERENCES workgroups (name) ON DELETE CASCADE,
      name TEXT NOT NULL,
      database TEXT NOT NULL,
      statement TEXT NOT NULL,
      description TEXT,
      update_millis INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX named_queries_by_workgroup ON named_queries (workgroup, name);`);
  const insert = database.prepare('INSERT INTO workgroups VALUES (?, ?, ?)');
  insert.run(primaryWorkgroup, JSON.stringify(initialSettings), Date.now());
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

/** Brings a file to the newest step of its schema; undefined when it is newer than this program, else its version. */
export function migrate(database: Database.Database, schema: readonly Migration[]): number | undefined {
  const newest = schema.length;
  const found = versionOf(database);
  if (found > newest) return undefined;
  if (found < newest)
    database
      .transaction(() => {
        // Another process may have been faster.
        for (let version = versionOf(database); version < newest; version++) {
          const step = schema[version]!;
          if (typeof step === 'string') database.exec(step);
          else step(database);
          database.exec(`PRAGMA user_version = ${version + 1}`);
        }
      })
      .immediate();
  return newest;
}

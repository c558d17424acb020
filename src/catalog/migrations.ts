import type Database from 'libsql';

/** The catalog's schema, step by step: a lake at `user_version` n has the first n. Never change a step that was released. */
const migrations: readonly string[] = [
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
];

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
          database.exec(migrations[version]!);
          database.exec(`PRAGMA user_version = ${version + 1}`);
        }
      })
      .immediate();
  return newest;
}

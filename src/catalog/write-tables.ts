import { randomBytes } from 'node:crypto';

/** The tables of the catalog that write-store.ts reads and writes. */
export const writeTables = `
  CREATE TABLE writes (
    id INTEGER PRIMARY KEY,
    process TEXT NOT NULL,
    locations TEXT NOT NULL,
    is_new_table INTEGER NOT NULL,
    start_millis INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE replaced_files (
    location TEXT PRIMARY KEY,
    epoch INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  INSERT INTO counters VALUES ('write_id', 0), ('replace_epoch', 0);`;

/** Makes the name of a new lake. */
export const newLakeId = (): string => randomBytes(4).toString('hex');

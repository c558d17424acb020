import { LakeError } from '../base/lake-error.js';
import type { CatalogStore } from './catalog-store.js';
import {
  databaseFromGlue,
  databaseToGlue,
  type GlueObject,
  partitionFromGlue,
  partitionToGlue,
  tableFromGlue,
  tableToGlue,
} from './glue-shape.js';

/** A whole database as the answers of Glue's GetDatabase, GetTables and GetPartitions in one object. */
export interface DatabaseDocument {
  readonly Database: GlueObject;
  readonly TableList: readonly GlueObject[];
  /** Of all tables: each names its own. */
  readonly Partitions: readonly GlueObject[];
}

/** Prints a database with its tables and partitions. Throws SCHEMA_NOT_FOUND. */
export function exportDatabase(store: CatalogStore, name: string): DatabaseDocument {
  return store.snapshot(() => {
    const database = store.getDatabase(name);
    if (!database) throw new LakeError('SCHEMA_NOT_FOUND', `Schema '${name}' does not exist`);
    const tables = store.listTables(name);
    return {
      Database: databaseToGlue(database),
      TableList: tables.map(tableToGlue),
      Partitions: tables.flatMap((table) =>
        store.partitions.list(table).map((partition) => partitionToGlue(table, partition)),
      ),
    };
  });
}

/** What a database is imported into. */
export type ImportTarget = Pick<
  CatalogStore,
  'createDatabase' | 'createTable' | 'getDatabase' | 'partitions' | 'requireTable' | 'transaction'
>;

/**
 * Makes a database of a document, under its own name or another; all of it or nothing. A database that is there already gets the tables that
 * it has not. Throws HIVE_INVALID_METADATA, TABLE_ALREADY_EXISTS.
 */
export function importDatabase(store: ImportTarget, document: unknown, name?: string): void {
  if (typeof document !== 'object' || document === null) throw invalid('it is no object');
  const { Database, TableList = [], Partitions = [] } = document as Partial<Record<keyof DatabaseDocument, unknown>>;
  if (!Array.isArray(TableList) || !Array.isArray(Partitions)) throw invalid('TableList and Partitions must be lists');
  const described = databaseFromGlue(Database);
  const database = { ...described, name: (name ?? described.name).toLowerCase() };
  store.transaction(() => {
    if (!store.getDatabase(database.name)) store.createDatabase(database);
    for (const table of TableList) store.createTable(tableFromGlue(table, database.name));
    for (const [table, partitions] of byTable(Partitions))
      store.partitions.add(store.requireTable(database.name, table), partitions.map(partitionFromGlue));
  });
}

function byTable(partitions: readonly unknown[]): ReadonlyMap<string, readonly unknown[]> {
  const found = new Map<string, unknown[]>();
  for (const partition of partitions) {
    const table = (partition as { TableName?: unknown } | null)?.TableName;
    if (typeof table !== 'string') throw invalid('a partition names no table');
    const list = found.get(table.toLowerCase()) ?? [];
    list.push(partition);
    found.set(table.toLowerCase(), list);
  }
  return found;
}

const invalid = (problem: string): LakeError =>
  new LakeError('HIVE_INVALID_METADATA', `Invalid database document: ${problem}`);

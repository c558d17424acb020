import { LakeError } from '../../base/lake-error.js';
import { type CatalogTable, isView, type StorageDescriptor } from '../../catalog/catalog-entry.js';
import type { ListedFile } from '../../storage/object-store.js';
import { locationsOf } from '../../table/catalog-table.js';
import { visibleFiles } from '../../table/commit/visible-files.js';
import { fileFormat } from '../../table/file-format.js';
import type { LakeInside } from '../lake-inside.js';
import type { Finding, LakeCheck } from './lake-check.js';

/** Opens every file of every table: those of Parquet must have a footer that can be read and row groups within the file. */
export const dataFiles: LakeCheck = {
  name: 'data files',
  summary: 'that the files of all tables can be read',
  kind: 'integrity',
  async *run(inside) {
    const { store } = inside.catalog;
    for (const { name: database } of store.listDatabases())
      for (const table of store.listTables(database)) if (!isView(table)) yield* tableFindings(table, inside);
  },
};

async function* tableFindings(table: CatalogTable, inside: LakeInside): AsyncGenerator<Finding> {
  const subject = `${table.database}.${table.name}`;
  const partitions = table.partitionKeys.length > 0 ? inside.catalog.store.partitions.list(table) : undefined;
  const parts: readonly { readonly storage: StorageDescriptor; readonly name: string }[] = partitions
    ? partitions.map(({ storage, values }) => ({ storage, name: `${subject} (${values.join(', ')})` }))
    : [{ storage: table.storage, name: subject }];
  const snapshot = inside.writes.snapshot();
  try {
    for (const { storage, name } of parts)
      for (const location of locationsOf(storage)) {
        let files: readonly ListedFile[];
        try {
          files = visibleFiles(await inside.files.list(location), snapshot.writes);
          if (files.length === 0 && !(await inside.folders.exists(location)))
            yield { severity: 'notable', subject: name, message: `There is nothing at ${location}` };
        } catch (error) {
          yield wrong(name, error);
          continue;
        }
        const isParquet = fileFormat(storage, table.parameters).kind === 'parquet';
        for (const file of files) yield* fileFindings(file, isParquet, name, inside);
      }
  } finally {
    snapshot.release();
  }
}

async function* fileFindings(
  file: ListedFile,
  isParquet: boolean,
  table: string,
  { footers, files }: LakeInside,
): AsyncGenerator<Finding> {
  try {
    if (isParquet) await footers.read(file);
    else await (await files.store(file.location).openForRead(file.location)).close();
  } catch (error) {
    yield wrong(`${table}: ${file.location}`, error);
  }
}

function wrong(subject: string, error: unknown): Finding {
  if (!(error instanceof LakeError)) throw error;
  return { severity: 'wrong', subject, message: `${error.name}: ${error.message}` };
}

import { type CatalogTable, isView, type StorageDescriptor } from '../../catalog/catalog-entry.js';
import { damagedPages } from '../../parquet/damaged-pages.js';
import type { ListedFile } from '../../storage/object-store.js';
import { locationsOf } from '../../table/catalog-table.js';
import { visibleFiles } from '../../table/commit/visible-files.js';
import { fileFormat } from '../../table/file-format.js';
import type { LakeInside } from '../lake-inside.js';
import type { CheckOptions, Finding, LakeCheck } from './lake-check.js';
import { wrongFinding } from './wrong-finding.js';

/** Opens every file of every table: those of Parquet must have a footer that can be read and, where pages are asked for, whole pages. */
export const dataFiles: LakeCheck = {
  name: 'data files',
  summary: 'that the files of all tables can be read',
  kind: 'integrity',
  async *run(inside, options) {
    const { store } = inside.catalog;
    for (const { name: database } of store.listDatabases())
      for (const table of store.listTables(database)) if (!isView(table)) yield* tableFindings(table, inside, options);
  },
};

async function* tableFindings(table: CatalogTable, inside: LakeInside, options: CheckOptions): AsyncGenerator<Finding> {
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
          yield wrongFinding(name, error);
          continue;
        }
        const isParquet = fileFormat(storage, table.parameters).kind === 'parquet';
        for (const file of files) yield* fileFindings(file, isParquet, name, inside, options);
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
  { pages = false }: CheckOptions,
): AsyncGenerator<Finding> {
  const subject = `${table}: ${file.location}`;
  try {
    const footer = isParquet ? await footers.read(file) : undefined;
    if (footer && !pages) return;
    const open = await files.store(file.location).openForRead(file.location);
    try {
      if (footer) for await (const damage of damagedPages(open, footer)) yield wrongFinding(subject, damage);
    } finally {
      await open.close();
    }
  } catch (error) {
    yield wrongFinding(subject, error);
  }
}

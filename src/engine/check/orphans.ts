import { isView } from '../../catalog/catalog-entry.js';
import type { ListedFile } from '../../storage/object-store.js';
import { locationsOf } from '../../table/catalog-table.js';
import type { Finding, LakeCheck } from './lake-check.js';

/** Looks in the folder of managed tables for files that belong to no table. */
export const orphans: LakeCheck = {
  name: 'orphans',
  summary: 'for files in the folder of managed tables that are of no table',
  kind: 'integrity',
  async *run({ catalog, files, locations, defaultLocation }) {
    const { store } = catalog;
    const used: string[] = [];
    for (const { name } of store.listDatabases())
      for (const table of store.listTables(name)) {
        if (isView(table)) continue;
        const partitions = table.partitionKeys.length > 0 ? store.partitions.list(table) : [];
        for (const storage of [table.storage, ...partitions.map((partition) => partition.storage)])
          used.push(...locationsOf(storage).map((location) => locations.place(location).replace(/\/+$/, '')));
      }
    const place = locations.place(defaultLocation);
    const folders = new Map<string, { count: number; bytes: number }>();
    const isUsed = ({ location }: ListedFile): boolean =>
      used.some((folder) => location === folder || location.startsWith(`${folder}/`));
    for await (const page of files.store(place).list(place))
      for (const file of page)
        if (!isUsed(file)) {
          const folder = file.location.slice(0, file.location.lastIndexOf('/'));
          const { count, bytes } = folders.get(folder) ?? { count: 0, bytes: 0 };
          folders.set(folder, { count: count + 1, bytes: bytes + file.byteLength });
        }
    for (const [subject, { count, bytes }] of folders)
      yield { severity: 'notable', subject, message: `${count} files of ${bytes} bytes belong to no table` } as Finding;
  },
};

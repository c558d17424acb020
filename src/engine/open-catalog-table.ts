import { type CatalogTable, columnType, type StorageDescriptor } from '../catalog/catalog-entry.js';
import type { CatalogStore } from '../catalog/catalog-store.js';
import { isProjected } from '../catalog/projection/partition-projection.js';
import { catalogTable, locationsOf } from '../table/catalog-table.js';
import { fileFormat } from '../table/file-format.js';
import type { OpenTable } from '../table/open-table.js';
import { checkPartitionColumns } from '../table/partition-schema.js';
import { projectedTable } from '../table/projected-table.js';
import type { TableColumn } from '../table/table-column.js';
import { wholeTable } from '../table/whole-table.js';

/** Opens a table of the catalog. */
export function openCatalogTable(entry: CatalogTable, store: CatalogStore): OpenTable {
  const { storage, parameters, database, name } = entry;
  const columns = columnsOf(storage);
  const format = fileFormat(storage, parameters);
  const partitionKeys = entry.partitionKeys.map((key) => ({ ...key, type: columnType(key) }));
  if (isProjected(parameters)) {
    const table = { database, name, location: storage.location ?? '', partitionKeys, parameters };
    return projectedTable(table, columns, format);
  }
  if (partitionKeys.length === 0) return wholeTable(columns, locationsOf(storage), format);
  return catalogTable(
    { columns, partitionKeys },
    {
      partitionsTotal: entry.partitionCount,
      list: (filter) => store.partitions.list(entry, filter),
      layout: (own, partition) => {
        const layout = { format: fileFormat(own, parameters), columns: columnsOf(own) };
        checkPartitionColumns({ name: `${database}.${name}`, columns, partitionKeys }, { name: partition, ...layout });
        return layout;
      },
    },
  );
}

const columnsOf = ({ columns }: StorageDescriptor): readonly TableColumn[] =>
  columns.map(({ comment, ...column }) => ({ name: column.name.toLowerCase(), comment, type: columnType(column) }));

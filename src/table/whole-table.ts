import type { FileFormat } from './file-format.js';
import type { OpenTable } from './open-table.js';
import type { TableColumn } from './table-column.js';

/** Opens a table without partition keys. */
export const wholeTable = (
  columns: readonly TableColumn[],
  locations: readonly string[],
  format: FileFormat,
): OpenTable => ({
  schema: { columns, partitionKeys: [] },
  isProjected: false,
  choose: () => ({ partitions: [{ name: '', keyValues: [], locations, format }], partitionsTotal: 0 }),
});

import { LakeError } from '../base/lake-error.js';
import { hiveTypeText } from '../types/hive-type.js';
import { type SqlType, sameType } from '../types/sql-type.js';
import type { FileFormat } from './file-format.js';
import type { TableColumn } from './table-column.js';
import type { TableSchema } from './table-snapshot.js';

const integers: readonly SqlType['kind'][] = ['tinyint', 'smallint', 'integer', 'bigint'];
const isFloat = ({ kind }: SqlType): boolean => kind === 'real' || kind === 'double';

/**
 * Refuses a partition whose columns cannot be read as the table's: those of Parquet by name, of other formats by place.
 * @throws HIVE_PARTITION_SCHEMA_MISMATCH
 */
export function checkPartitionColumns(
  table: TableSchema & { readonly name: string },
  partition: { readonly name: string; readonly columns: readonly TableColumn[]; readonly format: FileFormat },
): void {
  const { format } = partition;
  const byName = format.kind === 'parquet' && !format.findsByIndex;
  const own = new Map(partition.columns.map((column) => [column.name, column]));
  for (const [index, column] of table.columns.entries()) {
    const found = byName ? own.get(column.name) : partition.columns[index];
    if (found && !canReadAs(found.type, column.type))
      throw new LakeError(
        'HIVE_PARTITION_SCHEMA_MISMATCH',
        'There is a mismatch between the table and partition schemas. The types are incompatible and cannot be coerced. ' +
          `The column '${column.name}' in table '${table.name}' is declared as type '${hiveTypeText(column.type)}', ` +
          `but partition '${partition.name}' declared column '${found.name}' as type '${hiveTypeText(found.type)}'.`,
      );
  }
}

/** Tells whether values of a partition's type can be read as the table's, as Hive's coercions are in Trino. */
export function canReadAs(from: SqlType, to: SqlType): boolean {
  if (sameType(from, to)) return true;
  switch (from.kind) {
    case 'varchar':
      return to.kind === 'varchar' || integers.includes(to.kind);
    case 'char':
      return to.kind === 'char' || to.kind === 'varchar';
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return to.kind === 'varchar' || integers.indexOf(from.kind) < integers.indexOf(to.kind);
    case 'real':
    case 'double':
      return isFloat(to) || to.kind === 'decimal';
    case 'decimal':
      return isFloat(to) || to.kind === 'decimal';
    case 'timestamp':
      return to.kind === 'timestamp';
    case 'array':
      return to.kind === 'array' && canReadAs(from.element, to.element);
    case 'map':
      return to.kind === 'map' && canReadAs(from.key, to.key) && canReadAs(from.value, to.value);
    case 'row':
      return to.kind === 'row' && areFieldsReadable(from, to);
    default:
      return false;
  }
}

function areFieldsReadable(from: Extract<SqlType, { kind: 'row' }>, to: Extract<SqlType, { kind: 'row' }>): boolean {
  const fields = new Map(from.fields.map(({ name, type }) => [name, type]));
  return to.fields.every(({ name, type }) => {
    const own = fields.get(name);
    return !own || canReadAs(own, type);
  });
}

import { LakeError } from '../../base/lake-error.js';
import { sessionSchema } from '../../bind/session-schema.js';
import { tableNameOf } from '../../bind/table-name.js';
import { type CatalogColumn, type CatalogTable, catalogName, columnType, isView } from '../../catalog/catalog-entry.js';
import type { DescribeTable } from '../../sql/ast.js';
import { hiveTypeText } from '../../types/hive-type.js';
import type { SqlType } from '../../types/sql-type.js';
import type { RegisteredTable } from '../registered/registered-table.js';
import type { StatementContext } from '../statement-context.js';
import { textResult } from '../statement-result.js';
import { findPartition } from './alter-partitions.js';
import type { StatementDefinition } from './definition.js';
import { type DescribedRow, detailRows, extendedRows } from './describe-detail.js';
import { requireEntry, targetName } from './target.js';

const header: DescribedRow = ['# col_name', 'data_type', 'comment'];
const blank: DescribedRow = ['', '', ''];

export const describeTable: StatementDefinition<DescribeTable> = {
  kind: 'DescribeTable',
  keepsLake: true,
  run(statement, context) {
    const names = ['col_name', 'data_type', 'comment'];
    const registered = registeredTable(statement, context);
    if (registered) {
      const rows = registered.columns.map(({ name, type }) => [name, hiveTypeText(type), '']);
      return textResult(names, rows, context);
    }
    const entry = withFoundColumns(requireEntry(targetName(statement.table, context), context), context);
    const { column: path } = statement;
    const described = statement.partition ? ofPartition(entry, statement, context) : entry;
    if (path) return textResult(names, columnRows(described, path), context);
    const rows = rowsOf(described, statement.detail);
    return textResult(names, rows, context);
  },
};

function registeredTable({ table }: DescribeTable, { rights, session }: StatementContext): RegisteredTable | undefined {
  const words = table.parts.map(({ value }) => value);
  if (words.length > 3) return undefined;
  const { schema, name } = tableNameOf(words, session);
  return schema === sessionSchema ? rights.registered.find(name) : undefined;
}

/** Gives a table that declares no columns those of its files. */
function withFoundColumns(table: CatalogTable, { tables }: StatementContext): CatalogTable {
  if (table.storage.columns.length > 0 || isView(table)) return table;
  const { database: schema, name } = table;
  const found = tables.findTable({ catalog: catalogName, schema, name })?.columns ?? [];
  const columns = found
    .filter(({ hidden }) => !hidden)
    .map((column) => ({ ...column, type: hiveTypeText(column.type) }));
  return { ...table, storage: { ...table.storage, columns } };
}

function ofPartition(table: CatalogTable, { partition }: DescribeTable, { catalog }: StatementContext): CatalogTable {
  const { storage, parameters } = findPartition(table, partition!, catalog);
  return { ...table, storage, parameters };
}

function rowsOf(table: CatalogTable, detail: DescribeTable['detail']): readonly DescribedRow[] {
  const columns = [...table.storage.columns, ...table.partitionKeys].map(rowOf);
  const keys = table.partitionKeys.map(rowOf);
  const partitions: readonly DescribedRow[] =
    keys.length === 0 ? [] : [blank, ['# Partition Information', '', ''], header, blank, ...keys];
  switch (detail) {
    case undefined:
      return [...columns, ...partitions];
    case 'EXTENDED':
      return [...columns, ...partitions, blank, ...extendedRows(table)];
    case 'FORMATTED': {
      const own = table.storage.columns.map(rowOf);
      return [header, blank, ...own, ...partitions, blank, ...detailRows(table)];
    }
  }
}

const rowOf = ({ name, type, comment }: CatalogColumn): DescribedRow => [name, type, comment ?? ''];

/** Describes what a path leads to: a column, or the fields of a struct in it. */
function columnRows(table: CatalogTable, path: readonly string[]): readonly DescribedRow[] {
  const [name, ...steps] = path;
  const column = [...table.storage.columns, ...table.partitionKeys].find((entry) => entry.name === name);
  if (!column) throw invalidColumn(path);
  if (steps.length === 0) return [[column.name, column.type, column.comment ?? 'from deserializer']];
  let type: SqlType | undefined = columnType(column);
  for (const step of steps) type = type && inner(type, step);
  if (!type) throw invalidColumn(path);
  if (type.kind !== 'row') return [[steps.at(-1)!, hiveTypeText(type), 'from deserializer']];
  return type.fields.map((field) => [field.name ?? '', hiveTypeText(field.type), 'from deserializer']);
}

function inner(type: SqlType, step: string): SqlType | undefined {
  if (type.kind === 'array') return step === '$elem$' ? type.element : undefined;
  if (type.kind === 'map') return step === '$key$' ? type.key : step === '$value$' ? type.value : undefined;
  return type.kind === 'row' ? type.fields.find((field) => field.name === step)?.type : undefined;
}

const invalidColumn = (path: readonly string[]): LakeError =>
  new LakeError(
    'COLUMN_NOT_FOUND',
    `FAILED: SemanticException [Error 10002]: Invalid column reference ${path.join('.')}`,
  );

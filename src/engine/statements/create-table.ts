import { LakeError, type Position } from '../../base/lake-error.js';
import {
  type CatalogColumn,
  type CatalogTable,
  isView,
  type StorageDescriptor,
  type TableDefinition,
} from '../../catalog/catalog-entry.js';
import { formatDescriptor, type StorageFormat, storageFormats } from '../../catalog/storage-format.js';
import type { ColumnDefinition, CreateTable, LikeClause } from '../../sql/ast.js';
import { formatType } from '../../sql/format.js';
import { hiveTypeText } from '../../types/hive-type.js';
import { parseType } from '../../types/parse-type.js';
import type { StatementContext } from '../statement-context.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { checkLocation } from './hive-table-description.js';
import { changeWithFiles } from './managed-files.js';
import { managedLocation } from './managed-location.js';
import {
  integerProperty,
  nameListProperty,
  type PropertyOwner,
  propertyValues,
  textProperty,
} from './property-values.js';
import { replacedTable, replaceTable } from './replace-table.js';
import { checkName } from './target.js';
import { checkSchema, type TrinoTarget, trinoTarget } from './trino-target.js';

const owner: PropertyOwner = { what: 'table', error: 'INVALID_TABLE_PROPERTY' };
const properties = ['format', 'external_location', 'partitioned_by', 'bucketed_by', 'bucket_count'];

export const createTable: StatementDefinition<CreateTable> = {
  kind: 'CreateTable',
  async run(statement, context) {
    const { catalog } = context;
    const { position, saveMode } = statement;
    const target = trinoTarget(statement.name, context);
    checkName(target.name);
    const before = catalog.getTable(target.database, target.name);
    const isReplaced = before !== undefined && saveMode === 'REPLACE' && !isView(before);
    const replaced = isReplaced ? await replacedTable(before, context) : undefined;
    const create = (): void => {
      checkSchema(target.database, context, position);
      const exists = catalog.getTable(target.database, target.name) !== undefined;
      if (exists && saveMode === 'IGNORE') return;
      if (exists && !replaced)
        throw new LakeError('TABLE_ALREADY_EXISTS', `Table '${target.text}' already exists`, { position });
      const definition = describe(statement, target, context);
      if (replaced) replaceTable(definition, replaced, context);
      else catalog.createTable(definition);
    };
    await changeWithFiles(replaced?.files ?? [], create, context);
    return done(context);
  },
};

function describe(statement: CreateTable, target: TrinoTarget, context: StatementContext): TableDefinition {
  const { comment, elements } = statement;
  const { database, name } = target;
  const values = propertyValues(statement.properties, properties, owner, context);
  const external = textProperty(values, 'external_location', owner);
  if (external !== undefined) checkLocation(external, context);
  const model = includedTable(elements, context);
  const keys = values.has('partitioned_by')
    ? nameListProperty(values, 'partitioned_by', owner)
    : (model?.partitionKeys.map(({ name }) => name) ?? []);
  const placed = elements.flatMap((element) => columnsOf(element, context));
  checkNames(placed);
  const columns = placed.map(({ column }) => column);
  const location = external ?? managedLocation(context.catalog.getDatabase(database)!, name, context);
  const isExternal = external !== undefined;
  return {
    database,
    name,
    tableType: isExternal ? 'EXTERNAL_TABLE' : 'MANAGED_TABLE',
    storage: {
      ...(model && !values.has('format')
        ? formatOfTable(model)
        : formatDescriptor(formatOf(textProperty(values, 'format', owner)))),
      columns: columns.slice(0, columns.length - keys.length),
      location,
      compressed: false,
      bucketCount: integerProperty(values, 'bucket_count', owner) ?? -1,
      bucketColumns: nameListProperty(values, 'bucketed_by', owner),
      sortColumns: [],
    },
    partitionKeys: lastColumns(columns, keys),
    parameters: {
      ...(isExternal ? { EXTERNAL: 'TRUE' } : {}),
      ...(model && keptOf(model)),
      ...(comment === undefined ? {} : { comment }),
      transient_lastDdlTime: String(Math.floor(Date.now() / 1000)),
    },
    owner: context.session.user,
    retention: 0,
  };
}

/** A column, and where the statement asks for it. */
interface PlacedColumn {
  readonly column: CatalogColumn;
  readonly position: Position;
}

function columnsOf(element: CreateTable['elements'][number], context: StatementContext): readonly PlacedColumn[] {
  const { position } = element;
  if (element.kind === 'ColumnDefinition') return [{ column: columnOf(element), position }];
  const { storage, partitionKeys } = likedTable(element, context);
  return [...storage.columns, ...partitionKeys].map((column) => ({ column, position }));
}

/** Gets the table that another is made like. Throws TABLE_NOT_FOUND. */
function likedTable({ table, position }: LikeClause, context: StatementContext): CatalogTable {
  const target = trinoTarget(table, context);
  const found = context.catalog.getTable(target.database, target.name);
  if (found && !isView(found)) return found;
  throw new LakeError('TABLE_NOT_FOUND', `LIKE table '${target.text}' does not exist`, { position });
}

/** Gets the table whose format and properties are wanted too. */
function includedTable(elements: CreateTable['elements'], context: StatementContext): CatalogTable | undefined {
  const including = elements.filter(
    (element): element is LikeClause => element.kind === 'LikeClause' && element.properties === 'INCLUDING',
  );
  const [first, second] = including;
  if (second)
    throw new LakeError('NOT_SUPPORTED', 'Only one LIKE clause can specify INCLUDING PROPERTIES', {
      position: second.position,
    });
  return first && likedTable(first, context);
}

const formatOfTable = ({
  storage: { inputFormat, outputFormat, serde },
}: CatalogTable): Pick<StorageDescriptor, 'inputFormat' | 'outputFormat' | 'serde'> => ({
  inputFormat,
  outputFormat,
  serde,
});

/** Gives the properties of a table that are not about its place, its files or its kind. */
function keptOf({ parameters }: CatalogTable): TableDefinition['parameters'] {
  const { EXTERNAL: _, transient_lastDdlTime: __, ...kept } = parameters;
  return kept;
}

function columnOf(element: ColumnDefinition): CatalogColumn {
  const { position } = element;
  if (!element.isNullable)
    throw new LakeError('NOT_SUPPORTED', `This connector does not support creating tables with NOT NULL columns`, {
      position,
    });
  return columnOfDefinition(element);
}

/** Makes a column of the catalog. Throws TYPE_NOT_FOUND. */
export function columnOfDefinition({ name, type, comment, position }: ColumnDefinition): CatalogColumn {
  if (name.parts.length > 1)
    throw new LakeError('NOT_SUPPORTED', 'Columns with qualified names are not supported', { position });
  const text = hiveTypeText(parseType(formatType(type), { position: type.position }));
  return { name: name.parts[0]!.value.toLowerCase(), type: text, ...(comment === undefined ? {} : { comment }) };
}

function checkNames(placed: readonly PlacedColumn[]): void {
  const seen = new Set<string>();
  for (const {
    column: { name },
    position,
  } of placed) {
    if (seen.has(name))
      throw new LakeError('DUPLICATE_COLUMN_NAME', `Column name '${name}' specified more than once`, { position });
    seen.add(name);
  }
}

function lastColumns(columns: readonly CatalogColumn[], keys: readonly string[]): readonly CatalogColumn[] {
  const last = keys.length === 0 ? [] : columns.slice(-keys.length);
  if (keys.length < columns.length && last.every(({ name }, index) => name === keys[index])) return last;
  if (keys.length === columns.length)
    throw new LakeError('INVALID_TABLE_PROPERTY', 'Table contains only partition columns');
  throw new LakeError(
    'HIVE_COLUMN_ORDER_MISMATCH',
    `Partition keys must be the last columns in the table and in the same order as the table properties: [${keys.join(', ')}]`,
  );
}

function formatOf(format = 'PARQUET'): StorageFormat {
  const name = format.toUpperCase();
  if (Object.hasOwn(storageFormats, name)) return name as StorageFormat;
  throw new LakeError('INVALID_TABLE_PROPERTY', `Invalid value [${format}] for table property 'format'`);
}

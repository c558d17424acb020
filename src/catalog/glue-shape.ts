/**
 * Databases, tables and partitions in the shapes of AWS Glue's JSON: `GetDatabase`, `GetTables`, `GetPartitions` and their inputs. Fields
 * that we have no use for are kept as they came. Source: the Glue API reference.
 */
import { LakeError } from '../base/lake-error.js';
import type {
  CatalogColumn,
  CatalogDatabase,
  CatalogPartition,
  CatalogTable,
  OtherFields,
  Parameters,
  PartitionDefinition,
  SortColumn,
  StorageDescriptor,
  TableDefinition,
} from './catalog-entry.js';

/** A JSON object. */
export type GlueObject = Readonly<Record<string, unknown>>;

const seconds = (millis: number): number => millis / 1000;

/** Leaves out what is undefined, as Glue does. */
const present = (object: GlueObject): GlueObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

/** Prints a database as GetDatabase does. */
export const databaseToGlue = (database: CatalogDatabase): GlueObject =>
  present({
    Name: database.name,
    Description: database.description,
    LocationUri: database.location,
    Parameters: database.parameters,
    CreateTime: database.createMillis === undefined ? undefined : seconds(database.createMillis),
    ...database.others,
  });

/** Prints a table as GetTables does. */
export const tableToGlue = (table: CatalogTable): GlueObject =>
  present({
    Name: table.name,
    DatabaseName: table.database,
    Description: table.description,
    Owner: table.owner,
    CreateTime: seconds(table.createMillis),
    UpdateTime: seconds(table.updateMillis),
    Retention: table.retention ?? 0,
    StorageDescriptor: storageToGlue(table.storage),
    PartitionKeys: table.partitionKeys.map(columnToGlue),
    ViewOriginalText: table.viewOriginalText,
    ViewExpandedText: table.viewExpandedText,
    TableType: table.tableType,
    Parameters: table.parameters,
    VersionId: String(table.version),
    ...table.others,
  });

/** Prints a partition as GetPartitions does. */
export const partitionToGlue = (table: CatalogTable, partition: CatalogPartition): GlueObject =>
  present({
    Values: partition.values,
    DatabaseName: table.database,
    TableName: table.name,
    CreationTime: seconds(partition.createMillis),
    StorageDescriptor: storageToGlue(partition.storage),
    Parameters: partition.parameters,
    ...partition.others,
  });

const columnToGlue = ({ name, type, comment, parameters }: CatalogColumn): GlueObject =>
  present({ Name: name, Type: type, Comment: comment, Parameters: parameters });

const storageToGlue = (storage: StorageDescriptor): GlueObject =>
  present({
    Columns: storage.columns.map(columnToGlue),
    Location: storage.location,
    AdditionalLocations: storage.additionalLocations,
    InputFormat: storage.inputFormat,
    OutputFormat: storage.outputFormat,
    Compressed: storage.compressed,
    NumberOfBuckets: storage.bucketCount,
    SerdeInfo: present({
      Name: storage.serde.name,
      SerializationLibrary: storage.serde.library,
      Parameters: storage.serde.parameters,
    }),
    BucketColumns: storage.bucketColumns,
    SortColumns: storage.sortColumns?.map(({ column, order }) => ({
      Column: column,
      SortOrder: order === 'ASC' ? 1 : 0,
    })),
    Parameters: storage.parameters,
    ...storage.others,
  });

/** Reads a database of GetDatabase or a DatabaseInput. Throws HIVE_INVALID_METADATA. */
export function databaseFromGlue(object: unknown): CatalogDatabase {
  const fields = new GlueFields(object, 'Database');
  return {
    name: fields.name(),
    description: fields.text('Description'),
    location: fields.text('LocationUri'),
    parameters: fields.parameters('Parameters') ?? {},
    others: fields.rest(['CreateTime']),
  };
}

/** Reads a table of GetTables or a TableInput. Throws HIVE_INVALID_METADATA. */
export function tableFromGlue(object: unknown, database: string): TableDefinition {
  const fields = new GlueFields(object, 'Table');
  return {
    database,
    name: fields.name(),
    description: fields.text('Description'),
    owner: fields.text('Owner'),
    retention: fields.number('Retention'),
    storage: storageFromGlue(fields.value('StorageDescriptor') ?? {}),
    partitionKeys: fields.list('PartitionKeys').map(columnFromGlue),
    viewOriginalText: fields.text('ViewOriginalText'),
    viewExpandedText: fields.text('ViewExpandedText'),
    tableType: fields.text('TableType'),
    parameters: fields.parameters('Parameters') ?? {},
    others: fields.rest(['DatabaseName', 'CreateTime', 'UpdateTime', 'VersionId']),
  };
}

/** Reads a partition of GetPartitions or a PartitionInput. Throws HIVE_INVALID_METADATA. */
export function partitionFromGlue(object: unknown): PartitionDefinition {
  const fields = new GlueFields(object, 'Partition');
  return {
    values: fields.texts('Values') ?? [],
    storage: storageFromGlue(fields.value('StorageDescriptor') ?? {}),
    parameters: fields.parameters('Parameters') ?? {},
    others: fields.rest(['DatabaseName', 'TableName', 'CreationTime']),
  };
}

function storageFromGlue(object: unknown): StorageDescriptor {
  const fields = new GlueFields(object, 'StorageDescriptor');
  const serde = new GlueFields(fields.value('SerdeInfo') ?? {}, 'SerdeInfo');
  const sorted = fields.has('SortColumns') ? fields.list('SortColumns').map(sortColumnFromGlue) : undefined;
  return {
    columns: fields.list('Columns').map(columnFromGlue),
    location: fields.text('Location'),
    additionalLocations: fields.texts('AdditionalLocations'),
    inputFormat: fields.text('InputFormat'),
    outputFormat: fields.text('OutputFormat'),
    compressed: fields.boolean('Compressed'),
    bucketCount: fields.number('NumberOfBuckets'),
    serde: {
      name: serde.text('Name'),
      library: serde.text('SerializationLibrary'),
      parameters: serde.parameters('Parameters') ?? {},
    },
    bucketColumns: fields.texts('BucketColumns'),
    sortColumns: sorted,
    parameters: fields.parameters('Parameters'),
    others: fields.rest([]),
  };
}

function columnFromGlue(object: unknown): CatalogColumn {
  const fields = new GlueFields(object, 'Column');
  return {
    name: fields.name(),
    type: fields.text('Type') ?? 'string',
    comment: fields.text('Comment'),
    parameters: fields.parameters('Parameters'),
  };
}

function sortColumnFromGlue(object: unknown): SortColumn {
  const fields = new GlueFields(object, 'SortColumn');
  return { column: fields.text('Column') ?? '', order: fields.number('SortOrder') === 0 ? 'DESC' : 'ASC' };
}

const isObject = (value: unknown): value is GlueObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads the fields of a JSON object, remembering which: the rest is kept as it came. */
class GlueFields {
  readonly #object: GlueObject;
  readonly #what: string;
  readonly #read = new Set<string>();

  constructor(object: unknown, what: string) {
    if (!isObject(object)) throw invalid(what, 'it is no object');
    this.#object = object;
    this.#what = what;
  }

  has(field: string): boolean {
    return this.value(field) !== undefined;
  }

  value(field: string): unknown {
    this.#read.add(field);
    return Object.hasOwn(this.#object, field) ? (this.#object[field] ?? undefined) : undefined;
  }

  /** Names are lower case in the catalog. */
  name(): string {
    const name = this.text('Name');
    if (name === undefined || name === '') throw this.#invalid('Name', 'is missing');
    return name.toLowerCase();
  }

  text(field: string): string | undefined {
    const value = this.value(field);
    if (value === undefined || typeof value === 'string') return value;
    throw this.#invalid(field, 'is no text');
  }

  number(field: string): number | undefined {
    const value = this.value(field);
    if (value === undefined || typeof value === 'number') return value;
    throw this.#invalid(field, 'is no number');
  }

  boolean(field: string): boolean | undefined {
    const value = this.value(field);
    if (value === undefined || typeof value === 'boolean') return value;
    throw this.#invalid(field, 'is neither true nor false');
  }

  list(field: string): readonly unknown[] {
    const value = this.value(field) ?? [];
    if (Array.isArray(value)) return value;
    throw this.#invalid(field, 'is no list');
  }

  texts(field: string): readonly string[] | undefined {
    if (!this.has(field)) return undefined;
    const values = this.list(field);
    if (values.every((value) => typeof value === 'string')) return values as readonly string[];
    throw this.#invalid(field, 'is no list of texts');
  }

  parameters(field: string): Parameters | undefined {
    const value = this.value(field);
    if (value === undefined) return undefined;
    if (isObject(value) && Object.values(value).every((item) => typeof item === 'string')) return value as Parameters;
    throw this.#invalid(field, 'is no object of texts');
  }

  /** What was not read and is not among `own`, which the catalog gives itself. */
  rest(own: readonly string[]): OtherFields | undefined {
    const entries = Object.entries(this.#object).filter(([field]) => !this.#read.has(field) && !own.includes(field));
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }

  #invalid(field: string, problem: string): LakeError {
    return invalid(this.#what, `${field} ${problem}`);
  }
}

const invalid = (what: string, problem: string): LakeError =>
  new LakeError('HIVE_INVALID_METADATA', `Invalid ${what}: ${problem}`);

import { quoteUnlessPlain } from '../../sql/format/names.js';
import type { CellType } from './cell-type.js';
import type { CsvColumn, CsvShape } from './csv-shape.js';
import type { ImportedFiles, ImportOptions, ImportPlan } from './imported-files.js';

/** A table's name, in small letters. */
export interface TableName {
  readonly database: string;
  readonly name: string;
}

type Statements = Pick<ImportPlan, 'statements' | 'cleanUp'>;
type ColumnText = readonly [name: string, hiveType: string];

const openCsv = 'org.apache.hadoop.hive.serde2.OpenCSVSerde';
const openJson = 'org.openx.data.jsonserde.JsonSerDe';

/** Gives the statements that make a table of files where they are. */
export function externalStatements(table: TableName, files: ImportedFiles): Statements {
  const columns = files.shape.kind === 'csv' ? externalCsvColumns(files.shape.csv) : hiveColumns(files.shape.columns);
  const isPlain = files.shape.kind === 'csv' && !files.shape.csv.hasQuotes;
  const created = createExternal(table, columns, files, files.locations[0]!, isPlain);
  return { statements: [created, ...addPartitions(table, files)], cleanUp: [] };
}

/** Gives the statements that copy the rows of files into a new table of Parquet. */
export function copyStatements(table: TableName, files: ImportedFiles, { partitionedBy }: ImportOptions): Statements {
  const keys = partitionedBy ?? files.partitions?.keys.map(({ name }) => name) ?? [];
  const { shape, partitions, locations } = files;
  if (shape.kind === 'parquet') {
    const sources = locations.map((location) => sqlText(partitions ? `${location}/**` : location));
    const ofPath = partitions?.keys.map(({ name, type }) => [name, keyOfPath(name, type)] as const) ?? [];
    const columns = shape.columns.map(({ name }) => [name, quoteUnlessPlain(name)] as const);
    return { statements: [createAsSelect(table, [...columns, ...ofPath], unionOf(sources), keys)], cleanUp: [] };
  }
  const isCsv = shape.kind === 'csv';
  const columns = isCsv ? shape.csv.columns.map(({ name }) => [name, 'string'] as const) : hiveColumns(shape.columns);
  const selected = isCsv
    ? shape.csv.columns.map((column) => [column.name, cellCast(column)] as const)
    : shape.columns.map(({ name }) => [name, quoteUnlessPlain(name)] as const);
  const partitionKeys = partitions?.keys.map(({ name }) => [name, quoteUnlessPlain(name)] as const) ?? [];
  const stagings = locations.map((location, index) => {
    const suffix = locations.length === 1 ? '' : `_${index + 1}`;
    const staging = { database: table.database, name: `${table.name}__import${suffix}` };
    return {
      staging,
      statements: [createExternal(staging, columns, files, location, false), ...addPartitions(staging, files)],
    };
  });
  const from = unionOf(
    stagings.map(({ staging: { database, name } }) => `${quoteUnlessPlain(database)}.${quoteUnlessPlain(name)}`),
  );
  const drops = stagings.map(({ staging }) => `DROP TABLE IF EXISTS ${hiveName(staging)}`);
  const copied = createAsSelect(table, [...selected, ...partitionKeys], from, keys);
  return { statements: [...stagings.flatMap(({ statements }) => statements), copied, ...drops], cleanUp: drops };
}

const unionOf = (relations: readonly string[]): string =>
  relations.length === 1
    ? relations[0]!
    : `(\n${relations.map((relation) => `  SELECT * FROM ${relation}`).join(' UNION ALL\n')}\n)`;

const hiveColumns = (columns: readonly { readonly name: string; readonly type: string }[]): readonly ColumnText[] =>
  columns.map(({ name, type }) => [name, type]);

const hiveTypes: Readonly<Record<CellType, string>> = {
  unknown: 'string',
  boolean: 'boolean',
  bigint: 'bigint',
  double: 'double',
  date: 'date',
  timestamp: 'timestamp',
  varchar: 'string',
};

// OpenCSVSerde knows no empty numbers, and counts dates in days and timestamps in milliseconds.
const externalCsvColumns = ({ columns, hasQuotes }: CsvShape): readonly ColumnText[] =>
  columns.map(({ name, type, hasEmpty }) => {
    const isKept = !hasQuotes || (!hasEmpty && (type === 'bigint' || type === 'double' || type === 'boolean'));
    return [name, isKept ? hiveTypes[type] : 'string'];
  });

function createExternal(
  table: TableName,
  columns: readonly ColumnText[],
  { shape, partitions }: ImportedFiles,
  location: string,
  isPlainText: boolean,
): string {
  const listed = (all: readonly ColumnText[]): string =>
    all.map(([name, type]) => `  ${backquoted(name)} ${type}`).join(',\n');
  const keys = partitions?.keys.map(({ name, type }) => [name, hiveTypes[type]] as const) ?? [];
  const hasHeader = shape.kind === 'csv' && shape.csv.hasHeader;
  return [
    `CREATE EXTERNAL TABLE ${hiveName(table)} (\n${listed(columns)}\n)`,
    ...(keys.length === 0 ? [] : [`PARTITIONED BY (\n${listed(keys)}\n)`]),
    ...(shape.kind === 'csv' ? csvClauses(shape.csv, isPlainText) : []),
    ...(shape.kind === 'json' ? [`ROW FORMAT SERDE '${openJson}'`] : []),
    ...(shape.kind === 'parquet' ? ['STORED AS PARQUET'] : []),
    `LOCATION ${hiveText(location)}`,
    ...(hasHeader ? [`TBLPROPERTIES ('skip.header.line.count' = '1')`] : []),
  ].join('\n');
}

const csvClauses = ({ delimiter }: CsvShape, isPlainText: boolean): readonly string[] =>
  isPlainText
    ? [`ROW FORMAT DELIMITED FIELDS TERMINATED BY ${hiveText(delimiter)} NULL DEFINED AS ''`]
    : [
        `ROW FORMAT SERDE '${openCsv}'`,
        `WITH SERDEPROPERTIES ('separatorChar' = ${hiveText(delimiter)}, 'quoteChar' = '"', 'escapeChar' = '"')`,
      ];

function addPartitions(table: TableName, { partitions }: ImportedFiles): readonly string[] {
  if (!partitions) return [];
  const specs = partitions.partitions.map((values) => {
    const terms = partitions.keys.map(({ name }, index) => `${backquoted(name)} = ${hiveText(values[index]!)}`);
    return `PARTITION (${terms.join(', ')})`;
  });
  return [`ALTER TABLE ${hiveName(table)} ADD IF NOT EXISTS\n  ${specs.join('\n  ')}`];
}

function createAsSelect(
  { database, name }: TableName,
  columns: readonly (readonly [name: string, expression: string])[],
  from: string,
  keys: readonly string[],
): string {
  const partitionKeys = keys.map((key) => key.toLowerCase());
  // Partition keys are the last columns, in their order.
  const ordered = [
    ...columns.filter(([column]) => !partitionKeys.includes(column)),
    ...partitionKeys.flatMap((key) => columns.filter(([column]) => column === key)),
  ];
  const items = ordered.map(([column, expression]) =>
    expression === quoteUnlessPlain(column) ? `  ${expression}` : `  ${expression} AS ${quoteUnlessPlain(column)}`,
  );
  const partitioning = keys.length === 0 ? '' : `, partitioned_by = ARRAY[${partitionKeys.map(sqlText).join(', ')}]`;
  return `CREATE TABLE ${quoteUnlessPlain(database)}.${quoteUnlessPlain(name)}
WITH (format = 'PARQUET'${partitioning}) AS
SELECT\n${items.join(',\n')}\nFROM ${from}`;
}

function cellCast({ name, type }: CsvColumn): string {
  const column = quoteUnlessPlain(name);
  const present = `nullif(${column}, '')`;
  switch (type) {
    case 'unknown':
    case 'varchar':
      return present;
    case 'timestamp':
      return `CAST(replace(${present}, 'T', ' ') AS timestamp(6))`;
    default:
      return `CAST(${present} AS ${type})`;
  }
}

function keyOfPath(name: string, type: CellType): string {
  const pattern = `/${name.replace(/[.*+?^$()[\]{}|\\]/g, '\\$&')}=([^/]*)/`;
  const value = `nullif(url_decode(regexp_extract("$path", ${sqlText(`(?i)${pattern}`)}, 1)), '__HIVE_DEFAULT_PARTITION__')`;
  return type === 'varchar' || type === 'unknown' ? value : `CAST(${value} AS ${type})`;
}

const backquoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
const hiveName = ({ database, name }: TableName): string => `${backquoted(database)}.${backquoted(name)}`;
const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const hiveText = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\t', '\\t')}'`;

import type { CatalogTable, Parameters } from '../../catalog/catalog-entry.js';

/** A row of DESCRIBE; a section's title stands alone, its entries begin with an empty name where Hive indents them. */
export type DescribedRow = readonly [name: string, type: string, comment: string];

/** Prints what DESCRIBE FORMATTED shows after the columns, as Hive does. */
export function detailRows(table: CatalogTable): readonly DescribedRow[] {
  const { storage, tableType = 'EXTERNAL_TABLE', viewOriginalText, viewExpandedText } = table;
  const views: readonly DescribedRow[] =
    viewOriginalText === undefined
      ? []
      : [
          ['', '', ''],
          ['# View Information', '', ''],
          ['View Original Text:', viewOriginalText, ''],
          ['View Expanded Text:', viewExpandedText ?? '', ''],
        ];
  return [
    ['# Detailed Table Information', '', ''],
    ['Database:', table.database, ''],
    ['Owner:', table.owner ?? '', ''],
    ['CreateTime:', hiveTime(table.createMillis), ''],
    ['LastAccessTime:', 'UNKNOWN', ''],
    ['Protect Mode:', 'None', ''],
    ['Retention:', String(table.retention ?? 0), ''],
    ['Location:', storage.location ?? '', ''],
    ['Table Type:', tableType, ''],
    ['Table Parameters:', '', ''],
    ...parameterRows(table.parameters),
    ['', '', ''],
    ['# Storage Information', '', ''],
    ['SerDe Library:', storage.serde.library ?? 'null', ''],
    ['InputFormat:', storage.inputFormat ?? 'null', ''],
    ['OutputFormat:', storage.outputFormat ?? 'null', ''],
    ['Compressed:', storage.compressed ? 'Yes' : 'No', ''],
    ['Num Buckets:', String(storage.bucketCount ?? -1), ''],
    ['Bucket Columns:', `[${(storage.bucketColumns ?? []).join(', ')}]`, ''],
    ['Sort Columns:', `[${(storage.sortColumns ?? []).map(({ column }) => column).join(', ')}]`, ''],
    ['Storage Desc Params:', '', ''],
    ...parameterRows(storage.serde.parameters),
    ...views,
  ];
}

/** Prints what DESCRIBE EXTENDED shows after the columns: the whole entry on one line. */
export function extendedRows(table: CatalogTable): readonly DescribedRow[] {
  const { storage } = table;
  const columns = storage.columns.map(
    ({ name, type, comment }) => `FieldSchema(name:${name}, type:${type}, comment:${comment ?? null})`,
  );
  const facts = [
    `tableName:${table.name}`,
    `dbName:${table.database}`,
    `owner:${table.owner ?? ''}`,
    `createTime:${Math.floor(table.createMillis / 1000)}`,
    `sd:StorageDescriptor(cols:[${columns.join(', ')}], location:${storage.location ?? null}, inputFormat:${storage.inputFormat ?? null}, outputFormat:${storage.outputFormat ?? null}, serdeInfo:SerDeInfo(serializationLib:${storage.serde.library ?? null}, parameters:${braces(storage.serde.parameters)}))`,
    `parameters:${braces(table.parameters)}`,
    `tableType:${table.tableType ?? 'EXTERNAL_TABLE'}`,
  ];
  return [['Detailed Table Information', `Table(${facts.join(', ')})`, '']];
}

const braces = (parameters: Parameters): string =>
  `{${sorted(parameters)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')}}`;

const sorted = (parameters: Parameters): readonly (readonly [string, string])[] =>
  Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));

const parameterRows = (parameters: Parameters): readonly DescribedRow[] =>
  sorted(parameters).map(([key, value]) => ['', key, value]);

/** Prints a time as Java's Date: `Thu Jan 01 00:00:00 UTC 1970`. */
function hiveTime(millis: number): string {
  const [weekday, day, month, year, time] = new Date(millis).toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}

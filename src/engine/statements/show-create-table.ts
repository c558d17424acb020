import type { CatalogColumn, CatalogTable, Parameters } from '../../catalog/catalog-entry.js';
import { serdeLibraries } from '../../catalog/storage-format.js';
import type { ShowCreateTable } from '../../sql/ast.js';
import { textResult } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { requireTable, targetName } from './target.js';

export const showCreateTable: StatementDefinition<ShowCreateTable> = {
  kind: 'ShowCreateTable',
  keepsLake: true,
  run({ table }, context) {
    const text = createTableText(requireTable(targetName(table, context), context));
    return textResult(
      ['createtab_stmt'],
      text.split('\n').map((line) => [line]),
      context,
    );
  },
};

/** Prints the statement that makes a table, as Hive does: blanks at the ends of lines included. */
export function createTableText(table: CatalogTable): string {
  const { name, storage, partitionKeys, parameters, tableType } = table;
  const isManaged = tableType === 'MANAGED_TABLE';
  const lines = [`CREATE ${isManaged ? '' : 'EXTERNAL '}TABLE ${quoted(name)}(`, columnLines(storage.columns)];
  if (parameters.comment !== undefined) lines.push(`COMMENT ${text(parameters.comment)}`);
  if (partitionKeys.length > 0) lines.push('PARTITIONED BY ( ', columnLines(partitionKeys));
  if (storage.bucketColumns && storage.bucketColumns.length > 0)
    lines.push(
      'CLUSTERED BY ( ',
      `  ${storage.bucketColumns.map(quoted).join(', \n  ')}) `,
      `INTO ${storage.bucketCount} BUCKETS`,
    );
  lines.push(...rowFormatLines(table));
  if (storage.inputFormat !== undefined && storage.outputFormat !== undefined)
    lines.push(
      'STORED AS INPUTFORMAT ',
      `  ${text(storage.inputFormat)} `,
      'OUTPUTFORMAT ',
      `  ${text(storage.outputFormat)}`,
    );
  if (storage.location !== undefined) lines.push('LOCATION', `  ${text(storage.location)}`);
  const { EXTERNAL, comment, ...properties } = parameters;
  if (Object.keys(properties).length > 0) lines.push('TBLPROPERTIES (', `${propertyLines(properties)})`);
  return lines.join('\n');
}

const delimited: readonly (readonly [key: string, clause: string])[] = [
  ['field.delim', 'FIELDS TERMINATED BY'],
  ['escape.delim', 'ESCAPED BY'],
  ['colelction.delim', 'COLLECTION ITEMS TERMINATED BY'],
  ['mapkey.delim', 'MAP KEYS TERMINATED BY'],
  ['line.delim', 'LINES TERMINATED BY'],
  ['serialization.null.format', 'NULL DEFINED AS'],
];

/** Delimiters are clauses where they are all that a SerDe is told. */
function rowFormatLines({ storage: { serde } }: CatalogTable): readonly string[] {
  const { 'serialization.format': format, ...parameters } = serde.parameters;
  const keys = Object.keys(parameters);
  const isDelimited =
    serde.library === serdeLibraries.lazySimple &&
    parameters['field.delim'] !== undefined &&
    keys.every((key) => delimited.some(([known]) => known === key));
  if (isDelimited) {
    const clauses = delimited.filter(([key]) => parameters[key] !== undefined);
    return ['ROW FORMAT DELIMITED ', ...clauses.map(([key, clause]) => `  ${clause} ${text(parameters[key]!)} `)];
  }
  if (serde.library === undefined) return [];
  const lines = ['ROW FORMAT SERDE ', `  ${text(serde.library)} `];
  const shown = format === '1' || format === undefined ? parameters : serde.parameters;
  if (Object.keys(shown).length > 0) lines.push('WITH SERDEPROPERTIES ( ', `${propertyLines(shown)}) `);
  return lines;
}

const columnLines = (columns: readonly CatalogColumn[]): string =>
  `${columns
    .map(
      ({ name, type, comment }) =>
        `  ${quoted(name)} ${type}${comment === undefined ? '' : ` COMMENT ${text(comment)}`}`,
    )
    .join(', \n')})`;

const propertyLines = (properties: Parameters): string =>
  Object.entries(properties)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `  ${text(key)}=${text(value)}`)
    .join(', \n');

const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', "'": "\\'", '\\': '\\\\' };

/** Prints a text in quotes so that the Hive grammar reads it back. */
const text = (value: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: delimiters are control characters.
  `'${value.replace(/[\\'\u0000-\u001f]/g, (character) => escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}'`;

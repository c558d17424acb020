import { assert } from '../base/lake-error.js';
import { bindStatement } from '../bind/bind-statement.js';
import { type CatalogTable, catalogName, columnType } from '../catalog/catalog-entry.js';
import { parseStatement } from '../sql/parse-statement.js';
import { partitionValue } from '../table/partition-value.js';
import { castText } from '../types/value-text.js';
import { keyItems, partitionsQuery } from './known-tables/partitions-table.js';
import type { StatementContext } from './statement-context.js';
import { queryResult } from './statement-result.js';

/**
 * Finds which partitions hold a row that the principal sees. The test takes a partition's values, of keys that are hidden too, and gives those of
 * the keys that are shown; undefined for a partition that is not there. `shown`: the table as the principal sees it, `whole`: as it is.
 */
export async function visiblePartitions(
  shown: CatalogTable,
  whole: CatalogTable,
  context: StatementContext,
): Promise<(values: readonly string[]) => readonly string[] | undefined> {
  const { database, name, partitionKeys } = shown;
  await context.tables.load([{ catalog: catalogName, schema: database, name }], []);
  const text = partitionsQuery(
    shown,
    keyItems(shown).map((key) => `CAST(${key} AS varchar)`),
  );
  const bound = bindStatement(parseStatement(text), { ...context.binding, parameters: [] });
  assert(bound.kind === 'query', 'a query is bound as a query');
  const rows = await (await queryResult(bound.query, context)).toArrays();
  const known = new Set(rows.map((row) => JSON.stringify(row)));
  const places = partitionKeys.map((key) => whole.partitionKeys.findIndex((other) => other.name === key.name));
  const types = partitionKeys.map((key) => columnType(key));
  return (values) => {
    const own = places.map((place) => values[place]!);
    const texts = own.map((value, index) => {
      const typed = partitionValue(value, types[index]!, partitionKeys[index]!.name);
      return typed === null ? null : castText(typed, types[index]!);
    });
    return known.has(JSON.stringify(texts)) ? own : undefined;
  };
}

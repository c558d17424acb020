import { LakeError } from '../../base/lake-error.js';
import { bindStatement } from '../../bind/bind-statement.js';
import { type CatalogColumn, type ColumnStatistics, columnType } from '../../catalog/catalog-entry.js';
import type { Analyze } from '../../sql/ast.js';
import { parseStatement } from '../../sql/parse-statement.js';
import type { SqlType } from '../../types/sql-type.js';
import type { StatementContext } from '../statement-context.js';
import { queryResult } from '../statement-result.js';
import { rowCountResult } from '../write/write-target.js';
import type { StatementDefinition } from './definition.js';
import { nameListProperty, type PropertyOwner, propertyValues } from './property-values.js';
import { trinoTable, trinoTarget } from './trino-target.js';

const owner: PropertyOwner = { what: 'analyze', error: 'INVALID_ANALYZE_PROPERTY' };
const columnsAtOnce = 32;
const uncounted = new Set<SqlType['kind']>(['array', 'map', 'row', 'json', 'digest', 'function', 'unknown']);

/** Counts the different values of a table's columns; the rest that plans go by is in the footers of files. */
export const analyze: StatementDefinition<Analyze> = {
  kind: 'Analyze',
  async run({ table: name, properties, position }, context) {
    const { inside, rights } = context;
    const target = trinoTarget(name, context);
    const table = trinoTable(target, context, position);
    const { catalog } = context;
    if (rights.restrictionsOn(table)?.select?.rowFilters)
      throw new LakeError('PERMISSION_DENIED', `Cannot analyze table ${target.text}: not all of its rows are visible`, {
        position,
      });
    const wanted = nameListProperty(propertyValues(properties, ['columns'], owner, context), 'columns', owner);
    const columns = [...table.storage.columns, ...table.partitionKeys].filter(
      (column) => (wanted.length === 0 || wanted.includes(column.name)) && !uncounted.has(columnType(column).kind),
    );
    let rowCount = 0n;
    const statistics: ColumnStatistics[] = [];
    for (let first = 0; first === 0 || first < columns.length; first += columnsAtOnce) {
      const some = columns.slice(first, first + columnsAtOnce);
      const [rows, ...counts] = await countOf(target.database, target.name, some, context);
      rowCount = rows!;
      for (const [index, column] of some.entries())
        statistics.push({
          column: column.name,
          distinctCount: Number(counts[2 * index]),
          nullCount: Number(rowCount - counts[2 * index + 1]!),
          analyzeMillis: Date.now(),
        });
    }
    catalog.transaction(() => {
      trinoTable(target, context, position);
      inside.catalog.store.statistics.setOfTable(table, statistics);
    });
    return rowCountResult(Number(rowCount), context);
  },
};

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

async function countOf(
  database: string,
  table: string,
  columns: readonly CatalogColumn[],
  context: StatementContext,
): Promise<readonly bigint[]> {
  const counts = columns.flatMap(({ name }) => [`approx_distinct(${quoted(name)})`, `count(${quoted(name)})`]);
  const text = `SELECT ${['count(*)', ...counts].join(', ')} FROM ${quoted(database)}.${quoted(table)}`;
  const bound = bindStatement(parseStatement(text), { ...context.binding, parameters: [] });
  if (bound.kind !== 'query') throw new LakeError('NOT_SUPPORTED', 'ANALYZE takes a table');
  const [row] = await (await queryResult(bound.query, context)).toArrays();
  return row as unknown as readonly bigint[];
}

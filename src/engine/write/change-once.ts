import type { Position } from '../../base/lake-error.js';
import { catalogName } from '../../catalog/catalog-entry.js';
import type { Expression } from '../../sql/ast.js';
import { typeText } from '../../types/sql-type.js';
import type { StatementContext } from '../statement-context.js';
import { type ChangedTable, scannedFiles } from './changed-table.js';
import type { ComposedQuery } from './composed-query.js';
import { applyChanges } from './row-changes.js';

/** One change of the rows for which a condition is true. */
export interface RowChange {
  readonly where: Expression;
  /** New values by column. */
  readonly values: ReadonlyMap<string, Expression>;
  readonly kind: 'update' | 'delete';
  readonly position: Position;
}

/** Changes rows by a condition that may have another value the next time: it is evaluated once for each row. */
export async function changeOnce(
  changed: ChangedTable,
  { where, values, kind, position }: RowChange,
  parts: ComposedQuery,
  context: StatementContext,
): Promise<number> {
  const { table, text, columns } = changed;
  context.tables.numberRows({ catalog: catalogName, schema: table.database, name: table.name });
  const { files: scanned } = await scannedFiles(parts.bind(`SELECT * FROM ${text}`), context);
  const items = columns.map(({ name, type }) => {
    const value = values.get(name);
    return value ? parts.add(value) : `CAST(NULL AS ${typeText(type)})`;
  });
  const query = parts.bind(
    `SELECT ${['"$path"', '"$row_number"', '0', ...items].join(', ')} FROM ${text} WHERE ${parts.add(where)}`,
  );
  const cases = [{ kind, values: new Set(values.keys()) }];
  return applyChanges(query, changed, { cases, scanned, parts, position }, context);
}

import type { ShowDataFilters } from '../../sql/ast.js';
import { textResult } from '../statement-result.js';
import { tableFacts } from './access-target.js';
import type { StatementDefinition } from './definition.js';

/** Lists those of a table's data filters that the principal may describe, or grant on: conditions tell of hidden rows. */
export const showDataFilters: StatementDefinition<ShowDataFilters> = {
  kind: 'ShowDataFilters',
  keepsLake: true,
  async run(statement, context) {
    const table = await tableFacts(statement.table, context);
    const { authority } = context.rights;
    const resource = { kind: 'data filter', database: table.database, table: table.name } as const;
    const shown = table.filters.filter(({ name }) =>
      authority.onFilter('DESCRIBE', { ...resource, filter: name }, table),
    );
    const rows = shown.map(({ name, columns, rowExpression }) => [
      name,
      columns.rule,
      columns.names.join(', '),
      rowExpression ?? null,
    ]);
    return textResult(['Filter', 'Column Rule', 'Columns', 'Row Expression'], rows, context);
  },
};

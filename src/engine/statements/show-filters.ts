import { allColumns } from '../../access/column-set.js';
import type { ShowDataFilters } from '../../sql/ast.js';
import { textResult } from '../statement-result.js';
import { tableFacts } from './access-target.js';
import type { StatementDefinition } from './definition.js';

/** Lists a table's data filters to those who may grant on it: conditions tell of hidden rows. */
export const showDataFilters: StatementDefinition<ShowDataFilters> = {
  kind: 'ShowDataFilters',
  keepsLake: true,
  async run(statement, context) {
    const table = await tableFacts(statement.table, context);
    const resource = { kind: 'table', database: table.database, table: table.name } as const;
    const mayGrant = context.rights.authority.mayGrant('SELECT', resource, allColumns, table);
    const rows = (mayGrant ? table.filters : []).map(({ name, columns, rowExpression }) => [
      name,
      columns.rule,
      columns.names.join(', '),
      rowExpression ?? null,
    ]);
    return textResult(['Filter', 'Column Rule', 'Columns', 'Row Expression'], rows, context);
  },
};

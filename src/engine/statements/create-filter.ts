import { allColumns } from '../../access/column-set.js';
import type { TableFacts } from '../../access/table-access.js';
import { LakeError } from '../../base/lake-error.js';
import { bindRowCondition } from '../../bind/row-condition.js';
import { catalogName, isView } from '../../catalog/catalog-entry.js';
import type { CreateDataFilter } from '../../sql/ast.js';
import { parseExpression } from '../../sql/parse-statement.js';
import type { StatementContext } from '../statement-context.js';
import { done } from '../statement-result.js';
import { requireGrantable, tableFacts } from './access-target.js';
import type { StatementDefinition } from './definition.js';
import { checkRowCondition, type FilterColumn } from './filter-condition.js';

export const createDataFilter: StatementDefinition<CreateDataFilter> = {
  kind: 'CreateDataFilter',
  async run(statement, context) {
    const { catalog, inside } = context;
    const { where, columnRule } = statement;
    const table = await tableFacts(statement.table, context);
    if (isView(catalog.requireTable(table.database, table.name)))
      throw new LakeError('INVALID_ARGUMENTS', `Data filters are not on views: ${table.database}.${table.name}`);
    const columns = filterColumns(table, context);
    catalog.transaction(() => {
      const resource = { kind: 'table', database: table.database, table: table.name } as const;
      const filter = statement.filter.value.toLowerCase();
      const action = `CREATE DATA FILTER ${filter}`;
      requireGrantable({ resource, table, permission: 'SELECT', columns: allColumns }, action, context, where);
      const names = statement.columns.map(({ value }) => value.toLowerCase());
      const missing = statement.columns.find((_, index) => !table.columns.includes(names[index]!));
      if (missing)
        throw new LakeError('COLUMN_NOT_FOUND', `Column '${missing.value.toLowerCase()}' cannot be resolved`, {
          position: missing.position,
        });
      const isAllRows = where === undefined || where.trim().toLowerCase() === 'true';
      if (!isAllRows) {
        checkRowCondition(parseExpression(where), where, columns);
        bindRowCondition(where, columns, statement.position, context.binding);
      }
      inside.access.store.createFilter({
        database: table.database,
        table: table.name,
        name: filter,
        columns: { rule: columnRule, names },
        rowExpression: isAllRows ? undefined : where,
      });
    });
    return done(context);
  },
};

function filterColumns({ database, name }: TableFacts, { tables, catalog }: StatementContext): readonly FilterColumn[] {
  const keys = catalog.requireTable(database, name).partitionKeys.map((key) => key.name.toLowerCase());
  const found = tables.findTable({ catalog: catalogName, schema: database, name });
  return (found?.columns ?? [])
    .filter(({ hidden }) => !hidden)
    .map((column) => ({ name: column.name, type: column.type, isPartitionKey: keys.includes(column.name) }));
}

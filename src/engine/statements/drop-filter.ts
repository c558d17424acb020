import { allColumns } from '../../access/column-set.js';
import type { DropDataFilter } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import { requireGrantable, tableFacts } from './access-target.js';
import type { StatementDefinition } from './definition.js';

export const dropDataFilter: StatementDefinition<DropDataFilter> = {
  kind: 'DropDataFilter',
  async run(statement, context) {
    const { rights } = context;
    const table = await tableFacts(statement.table, context);
    context.catalog.transaction(() => {
      const resource = { kind: 'table', database: table.database, table: table.name } as const;
      const filter = statement.filter.value.toLowerCase();
      const action = `DROP DATA FILTER ${filter}`;
      if (rights.authority.onFilter('DROP', { ...resource, kind: 'data filter', filter }, table))
        rights.noteAlways(true, action, resource);
      else requireGrantable({ resource, table, permission: 'SELECT', columns: allColumns }, action, context);
      context.inside.access.store.dropFilter(table.database, table.name, filter);
    });
    return done(context);
  },
};

import type { DropHiveTable } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { requireTable, targetName } from './target.js';

export const dropHiveTable: StatementDefinition<DropHiveTable> = {
  kind: 'DropHiveTable',
  run({ table, ifExists }, context) {
    const { catalog } = context;
    const target = targetName(table, context);
    catalog.transaction(() => {
      if (ifExists && !catalog.getTable(target.database, target.name)) return;
      requireTable(target, context);
      catalog.dropTable(target.database, target.name);
    });
    return done(context);
  },
};

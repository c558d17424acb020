import type { CatalogTable } from '../../catalog/catalog-entry.js';
import type { DropHiveTable } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { dropWithFiles } from './managed-files.js';
import { requireTable, targetName } from './target.js';

export const dropHiveTable: StatementDefinition<DropHiveTable> = {
  kind: 'DropHiveTable',
  async run({ table, ifExists }, context) {
    const { catalog } = context;
    const { database, name } = targetName(table, context);
    const find = (): readonly CatalogTable[] => {
      if (ifExists && !catalog.getTable(database, name)) return [];
      return [requireTable({ database, name }, context)];
    };
    await dropWithFiles(
      find,
      () => {
        for (const entry of find()) catalog.dropTable(entry.database, entry.name);
      },
      context,
    );
    return done(context);
  },
};

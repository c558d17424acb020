import { LakeError } from '../../base/lake-error.js';
import type { CatalogTable } from '../../catalog/catalog-entry.js';
import type { DropDatabase } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { dropWithFiles } from './managed-files.js';
import { executionText, requireDatabase } from './target.js';

export const dropDatabase: StatementDefinition<DropDatabase> = {
  kind: 'DropDatabase',
  async run({ name: { value }, ifExists, cascade }, context) {
    const { catalog } = context;
    const name = value.toLowerCase();
    const tables = (): readonly CatalogTable[] => (cascade ? catalog.listTables(name) : []);
    const drop = (): void => {
      if (ifExists && !catalog.getDatabase(name)) return;
      requireDatabase(name, context);
      if (!cascade && catalog.listTableNames(name).length > 0)
        throw new LakeError(
          'SCHEMA_NOT_EMPTY',
          executionText(`InvalidOperationException(message:Database ${name} is not empty. One or more tables exist.)`),
        );
      catalog.dropDatabase(name, { cascade });
    };
    await dropWithFiles(tables, drop, context);
    return done(context);
  },
};

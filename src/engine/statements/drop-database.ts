import { LakeError } from '../../base/lake-error.js';
import type { DropDatabase } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { executionText, requireDatabase } from './target.js';

export const dropDatabase: StatementDefinition<DropDatabase> = {
  kind: 'DropDatabase',
  run({ name: { value }, ifExists, cascade }, context) {
    const { catalog } = context;
    const name = value.toLowerCase();
    catalog.transaction(() => {
      if (ifExists && !catalog.getDatabase(name)) return;
      requireDatabase(name, context);
      if (!cascade && catalog.listTableNames(name).length > 0)
        throw new LakeError(
          'SCHEMA_NOT_EMPTY',
          executionText(`InvalidOperationException(message:Database ${name} is not empty. One or more tables exist.)`),
        );
      catalog.dropDatabase(name, { cascade });
    });
    return done(context);
  },
};

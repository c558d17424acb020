import type { AlterDatabase } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { requireDatabase } from './target.js';

export const alterDatabase: StatementDefinition<AlterDatabase> = {
  kind: 'AlterDatabase',
  run({ name, properties }, context) {
    const { catalog } = context;
    catalog.transaction(() => {
      const database = requireDatabase(name.value.toLowerCase(), context);
      const parameters = { ...database.parameters, ...Object.fromEntries(properties) };
      catalog.updateDatabase({ ...database, parameters });
    });
    return done(context);
  },
};

import { LakeError } from '../../base/lake-error.js';
import type { CreateDatabase } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { checkLocation } from './hive-table-description.js';
import { checkName, executionText } from './target.js';

export const createDatabase: StatementDefinition<CreateDatabase> = {
  kind: 'CreateDatabase',
  run({ name: { value }, ifNotExists, comment, location, properties }, context) {
    const { catalog, session } = context;
    const name = value.toLowerCase();
    checkName(name);
    if (location !== undefined) checkLocation(location, context);
    catalog.transaction(() => {
      if (!catalog.getDatabase(name))
        catalog.createDatabase({
          name,
          location,
          description: comment,
          parameters: Object.fromEntries(properties),
          owner: session.user,
        });
      else if (!ifNotExists)
        throw new LakeError('SCHEMA_ALREADY_EXISTS', executionText(`Database ${name} already exists`));
    });
    return done(context);
  },
};

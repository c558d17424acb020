import type { CreateTagExpression } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import { checkTags } from './access-target.js';
import type { StatementDefinition } from './definition.js';

export const createTagExpression: StatementDefinition<CreateTagExpression> = {
  kind: 'CreateTagExpression',
  run({ name, conditions }, context) {
    const { rights, inside, catalog } = context;
    const permission = 'CREATE_LF_TAG_EXPRESSION';
    rights.require(rights.authority.onCatalog(permission), permission, { kind: 'catalog' });
    catalog.transaction(() => {
      checkTags(conditions, context);
      inside.access.tags.createExpression(name, conditions);
    });
    return done(context);
  },
};

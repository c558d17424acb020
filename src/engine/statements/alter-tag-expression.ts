import type { AlterTagExpression } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import { checkTags, requireAdmin } from './access-target.js';
import type { StatementDefinition } from './definition.js';

export const alterTagExpression: StatementDefinition<AlterTagExpression> = {
  kind: 'AlterTagExpression',
  run({ name, conditions }, context) {
    requireAdmin('alter tag expression', name, context);
    context.catalog.transaction(() => {
      checkTags(conditions, context);
      context.inside.access.tags.changeExpression(name, conditions);
    });
    return done(context);
  },
};

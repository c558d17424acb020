import type { DropTagExpression } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import { requireAdmin } from './access-target.js';
import type { StatementDefinition } from './definition.js';

export const dropTagExpression: StatementDefinition<DropTagExpression> = {
  kind: 'DropTagExpression',
  run({ name }, context) {
    requireAdmin('drop tag expression', name, context);
    context.catalog.transaction(() => context.inside.access.tags.dropExpression(name));
    return done(context);
  },
};

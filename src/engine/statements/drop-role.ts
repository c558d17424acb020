import type { DropRole } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import { requireAdmin } from './access-target.js';
import type { StatementDefinition } from './definition.js';

export const dropRole: StatementDefinition<DropRole> = {
  kind: 'DropRole',
  run({ name }, context) {
    const role = name.value.toLowerCase();
    context.catalog.transaction(() => {
      requireAdmin('drop role', role, context);
      context.inside.access.store.dropRole(role);
    });
    return done(context);
  },
};

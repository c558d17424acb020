import type { CreateRole } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import { requireAdmin } from './access-target.js';
import type { StatementDefinition } from './definition.js';

export const createRole: StatementDefinition<CreateRole> = {
  kind: 'CreateRole',
  run({ name }, context) {
    const role = name.value.toLowerCase();
    context.catalog.transaction(() => {
      requireAdmin('create role', role, context);
      context.inside.access.store.createRole(role);
    });
    return done(context);
  },
};

import type { GrantRoles } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { membersOf, requireRoleAdmin } from './role-membership.js';

export const grantRoles: StatementDefinition<GrantRoles> = {
  kind: 'GrantRoles',
  run({ roles, to, withAdminOption }, context) {
    context.catalog.transaction(() => {
      for (const { value } of roles) {
        const role = value.toLowerCase();
        requireRoleAdmin(role, context);
        for (const member of membersOf(to))
          context.inside.access.store.addMember({ role, member, adminOption: withAdminOption });
      }
    });
    return done(context);
  },
};

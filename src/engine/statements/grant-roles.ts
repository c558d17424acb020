import type { GrantRoles } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { membersOf, requireRoleAdmin } from './role-membership.js';

export const grantRoles: StatementDefinition<GrantRoles> = {
  kind: 'GrantRoles',
  run({ roles, to, withAdminOption }, context) {
    const members = membersOf(to);
    context.catalog.transaction(() => {
      for (const { value } of roles) {
        const role = value.toLowerCase();
        requireRoleAdmin('GRANT ROLE', role, members, context);
        for (const member of members)
          context.inside.access.store.addMember({ role, member, adminOption: withAdminOption });
      }
    });
    return done(context);
  },
};

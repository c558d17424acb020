import type { RevokeRoles } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { membersOf, requireRoleAdmin } from './role-membership.js';

export const revokeRoles: StatementDefinition<RevokeRoles> = {
  kind: 'RevokeRoles',
  run({ roles, from, adminOptionOnly }, context) {
    const members = membersOf(from);
    context.catalog.transaction(() => {
      for (const { value } of roles) {
        const role = value.toLowerCase();
        requireRoleAdmin('REVOKE ROLE', role, members, context);
        for (const member of members) context.inside.access.store.removeMember(role, member, adminOptionOnly);
      }
    });
    return done(context);
  },
};

import { isSamePrincipal, type Principal } from '../../access/principal.js';
import { LakeError } from '../../base/lake-error.js';
import type { GrantRoles } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';

/** Gives the principals that roles are given to or taken from; a bare name is a user's. */
export const membersOf = (members: GrantRoles['to']): readonly Principal[] =>
  members.map(({ type, name }) =>
    type === 'ROLE' ? { kind: 'role', name: name.value.toLowerCase() } : { kind: 'user', name: name.value },
  );

/** Refuses what only administrators, and holders of the role with the admin option, may do; `members`: to or from whom. */
export function requireRoleAdmin(
  action: 'GRANT ROLE' | 'REVOKE ROLE',
  role: string,
  members: readonly Principal[],
  { rights, inside }: StatementContext,
): void {
  const { authority } = rights;
  const isHolder = inside.access.store
    .listMembers()
    .some(
      (entry) =>
        entry.role === role &&
        entry.adminOption &&
        authority.principals.some((principal) => isSamePrincipal(principal, entry.member)),
    );
  const isAllowed = authority.isAdmin || isHolder;
  const reason = `${action === 'GRANT ROLE' ? 'to' : 'from'} ${members.map(({ kind, name }) => `${kind} ${name}`).join(', ')}`;
  rights.noteAlways(isAllowed, action, `role ${role}`, { reason });
  if (!isAllowed) throw new LakeError('PERMISSION_DENIED', `Access Denied: Cannot grant role ${role}`);
}

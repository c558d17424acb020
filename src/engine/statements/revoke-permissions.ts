import type { RevokePermissions } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import { granteeOf, granteeText, permissionsIn, requireGrantable } from './access-target.js';
import type { StatementDefinition } from './definition.js';

/** What others were granted by whom it is revoked from stays; what is not granted is revoked in silence. */
export const revokePermissions: StatementDefinition<RevokePermissions> = {
  kind: 'RevokePermissions',
  async run(statement, context) {
    const { catalog, inside } = context;
    const permissions = await permissionsIn(statement, statement.position, context);
    catalog.transaction(() => {
      const principal = granteeOf(statement.from, context);
      for (const named of permissions) {
        const { resource, permission, columns } = named;
        const action = `REVOKE ${statement.grantOptionOnly ? 'GRANT OPTION FOR ' : ''}${permission}`;
        requireGrantable(named, action, context, `from ${granteeText(principal, false)}`);
        const grant = { principal, resource, permission, columns, grantOption: false, grantor: undefined };
        inside.access.store.revoke(grant, statement.grantOptionOnly);
      }
    });
    return done(context);
  },
};

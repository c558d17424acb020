import type { GrantPermissions } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import { granteeOf, granteeText, permissionsIn, requireGrantable } from './access-target.js';
import type { StatementDefinition } from './definition.js';

export const grantPermissions: StatementDefinition<GrantPermissions> = {
  kind: 'GrantPermissions',
  async run(statement, context) {
    const { catalog, inside, session } = context;
    const permissions = await permissionsIn(statement, statement.position, context);
    catalog.transaction(() => {
      const principal = granteeOf(statement.to, context);
      for (const named of permissions) {
        const { resource, permission, columns } = named;
        const grantOption = statement.withGrantOption;
        requireGrantable(named, `GRANT ${permission}`, context, `to ${granteeText(principal, grantOption)}`);
        inside.access.store.grant({ principal, resource, permission, columns, grantOption, grantor: session.user });
      }
    });
    return done(context);
  },
};

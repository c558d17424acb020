import { LakeError } from '../../base/lake-error.js';
import type { SetRole } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';

/** Chooses which of the user's roles count in the session from now on. */
export const setRole: StatementDefinition<SetRole> = {
  kind: 'SetRole',
  keepsLake: true,
  run({ role }, context) {
    if (role === 'ALL' || role === 'NONE') context.change({ kind: 'set role', role });
    else {
      const name = role.value.toLowerCase();
      if (!context.rights.grantedRoles().has(name))
        throw new LakeError('ROLE_NOT_FOUND', `Role '${name}' does not exist`, { position: role.position });
      context.change({ kind: 'set role', role: { role: name } });
    }
    context.rights.note(true, 'SET ROLE', `role ${typeof role === 'string' ? role : role.value.toLowerCase()}`);
    return done(context);
  },
};

import { resourceText } from '../../access/resource.js';
import type { LakeCheck } from './lake-check.js';

/** Looks for grants and roles that lead nowhere. */
export const grants: LakeCheck = {
  name: 'grants',
  summary: 'that grants are on what there is, to roles that there are',
  kind: 'integrity',
  *run({ catalog, access }) {
    const { store } = catalog;
    const roles = new Set(access.store.listRoles());
    for (const { resource, principal, permission } of access.store.listGrants()) {
      const subject = `${permission} on ${resourceText(resource)} to ${principal.name}`;
      if (principal.kind === 'role' && !roles.has(principal.name) && !principal.name.startsWith('arn:'))
        yield { severity: 'wrong', subject, message: 'There is no such role' };
      if ('table' in resource && !store.getTable(resource.database, resource.table))
        yield { severity: 'wrong', subject, message: 'There is no such table' };
      else if ('database' in resource && !store.getDatabase(resource.database))
        yield { severity: 'wrong', subject, message: 'There is no such database' };
    }
  },
};

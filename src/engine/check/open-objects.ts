import { everybody, isSamePrincipal } from '../../access/principal.js';
import { resourceText } from '../../access/resource.js';
import type { LakeCheck } from './lake-check.js';

/** Warns of objects of a governed lake that everybody may use because they are older than its government. */
export const openObjects: LakeCheck = {
  name: 'open objects',
  summary: 'for what everybody may use in a governed lake',
  kind: 'advice',
  *run({ access }) {
    if (access.store.mode === 'open') return;
    for (const { resource, principal, permission } of access.store.listGrants())
      if (isSamePrincipal(principal, everybody))
        yield {
          severity: 'notable',
          subject: resourceText(resource),
          message: `IAM_ALLOWED_PRINCIPALS has ${permission}: it is open to everybody until that is revoked`,
        };
  },
};

import { LakeError } from '../../base/lake-error.js';
import { catalogName } from '../../catalog/catalog-entry.js';
import type { Procedure } from './procedure.js';

/** `system.verify_audit()`: checks the audit log, for administrators. Fails where an entry was changed or is missing. */
export const verifyAudit: Procedure = {
  catalog: catalogName,
  schema: 'system',
  name: 'verify_audit',
  parameters: [],
  async run(_values, { inside, rights }) {
    if (!rights.authority.mayReadAudit)
      throw new LakeError('PERMISSION_DENIED', 'Access Denied: Cannot verify the audit log');
    const { wrongId } = await inside.access.verifyAudit();
    if (wrongId !== undefined)
      throw new LakeError('PROCEDURE_CALL_FAILED', `The audit log was changed: entry ${wrongId} is wrong or missing`);
  },
};

import type { LakeCheck } from './lake-check.js';

/** Checks that nobody changed the audit log. */
export const auditChain: LakeCheck = {
  name: 'audit log',
  summary: 'that each entry of the audit log follows from those before it',
  kind: 'integrity',
  async *run({ access }) {
    const { wrongId } = await access.verifyAudit();
    if (wrongId !== undefined)
      yield {
        severity: 'wrong',
        subject: `entry ${wrongId}`,
        message: 'The entry does not follow from those before it, or is missing: the log was changed',
      };
  },
};

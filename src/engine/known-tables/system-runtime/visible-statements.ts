import type { LakeInside } from '../../lake-inside.js';
import type { StatementRecord } from '../../life/statement-record.js';
import type { StatementRights } from '../../statement-rights.js';

/** Lists the statements that exist for a principal, the newest first: its own, for an administrator all. */
export function visibleStatements(inside: LakeInside, rights: StatementRights): readonly StatementRecord[] {
  const { history, statements } = inside;
  const isAdmin = rights.authority.isAdmin;
  const records = history.list(isAdmin ? {} : { principal: rights.user });
  return records.map((record) => {
    const current = statements.find(record.queryId)?.record() ?? record;
    return isAdmin || !current.isRestricted ? current : withoutReads(current);
  });
}

/** What was read tells of rows that the principal does not see. */
const withoutReads = (record: StatementRecord): StatementRecord => ({
  ...record,
  scannedBytes: undefined,
  scannedRows: undefined,
  peakMemoryBytes: undefined,
});

import type { AuditRecord } from '../../../access/audit-log.js';
import type { WantedRange } from '../../../bind/metadata.js';
import { catalogName } from '../../../catalog/catalog-entry.js';
import { arrayType, BIGINT, BOOLEAN, VARCHAR } from '../../../types/sql-type.js';
import type { StatementRecord } from '../../life/statement-record.js';
import { type KnownRow, type KnownTable, knownColumns } from '../known-table.js';
import { countValue, MOMENT, momentValue } from '../system-runtime/record-values.js';
import { visibleStatements } from '../system-runtime/visible-statements.js';

/** `system.audit`: what was allowed and denied to whom. Administrators see all of it, others what was decided about them. */
export const auditTable: KnownTable = {
  catalogs: [catalogName],
  schema: 'system',
  name: 'audit',
  columns: knownColumns(
    ['id', BIGINT],
    ['ts', MOMENT],
    'principal',
    'action',
    'object',
    ['columns', arrayType(VARCHAR)],
    ['row_filter_applied', BOOLEAN],
    'decision',
    'reason',
    'statement_id',
    'source',
    ['rows_out', BIGINT],
    ['bytes_scanned', BIGINT],
    'hash',
  ),
  *pages({ inside, rights, isWanted, rangeOf }) {
    const { authority, user } = rights;
    const [ids, moments] = [rangeOf('id'), rangeOf('ts')];
    const isIn = ({ min, max }: WantedRange, value: number): boolean =>
      (min === undefined || value >= min) && (max === undefined || value <= max);
    const pages = inside.access.audit.pages(
      ({ principal, action, object, statementId, atMillis }) =>
        (authority.mayReadAudit || principal === user) &&
        isIn(moments, atMillis) &&
        isWanted('principal', principal) &&
        isWanted('action', action) &&
        isWanted('object', object) &&
        isWanted('statement_id', statementId ?? ''),
      { min: numberOf(ids.min), max: numberOf(ids.max) },
    );
    const statements = new Map(visibleStatements(inside, rights).map((statement) => [statement.queryId, statement]));
    for (const records of pages) yield records.map((record) => rowOf(record, statements.get(record.statementId ?? '')));
  },
};

/** `statement`: what the history, which forgets old ones, tells of the statement that asked. */
const rowOf = (record: AuditRecord, statement: StatementRecord | undefined): KnownRow => [
  BigInt(record.id),
  momentValue(record.atMillis),
  record.principal,
  record.action,
  record.object,
  record.columns ?? null,
  record.rowFilterApplied ?? null,
  record.isAllowed ? 'ALLOW' : 'DENY',
  record.reason ?? null,
  record.statementId ?? null,
  record.source ?? null,
  countValue(statement?.returnedRows),
  countValue(statement?.scannedBytes),
  record.hash,
];

const numberOf = (bound: bigint | undefined): number | undefined => (bound === undefined ? undefined : Number(bound));

import { arrayType, BIGINT, VARCHAR } from '../../../types/sql-type.js';
import type { StatementRecord, StatementState } from '../../life/statement-record.js';
import { systemCatalog } from '../known-catalogs.js';
import { type KnownTable, knownColumns } from '../known-table.js';
import { countValue, MOMENT, momentValue, textValue } from './record-values.js';
import { visibleStatements } from './visible-statements.js';

/** Trino's words for states. */
const trinoStates: Readonly<Record<StatementState, string>> = {
  QUEUED: 'QUEUED',
  RUNNING: 'RUNNING',
  SUCCEEDED: 'FINISHED',
  FAILED: 'FAILED',
  CANCELLED: 'FAILED',
};

const startedMillis = ({ state, submittedMillis, queuedMs }: StatementRecord): number | undefined =>
  state === 'QUEUED' ? undefined : submittedMillis + queuedMs;

/** `system.runtime.queries`: statements with Trino's columns; a workgroup is a resource group below `global`. */
export const runtimeQueriesTable: KnownTable = {
  catalogs: [systemCatalog],
  schema: 'runtime',
  name: 'queries',
  columns: knownColumns(
    'query_id',
    'state',
    'user',
    'source',
    'query',
    ['resource_group_id', arrayType(VARCHAR)],
    ['queued_time_ms', BIGINT],
    ['analysis_time_ms', BIGINT],
    ['planning_time_ms', BIGINT],
    ['created', MOMENT],
    ['started', MOMENT],
    ['last_heartbeat', MOMENT],
    ['end', MOMENT],
    'error_type',
    'error_code',
  ),
  rows: ({ inside, rights }) =>
    visibleStatements(inside, rights).map((record) => [
      record.queryId,
      trinoStates[record.state],
      record.principal,
      textValue(record.source),
      record.text,
      ['global', record.workgroup],
      countValue(record.queuedMs),
      // Analysis is a part of planning here.
      null,
      countValue(record.planningMs),
      momentValue(record.submittedMillis),
      momentValue(startedMillis(record)),
      momentValue(record.finishedMillis ?? Date.now()),
      momentValue(record.finishedMillis),
      textValue(record.failure?.type),
      textValue(record.failure?.name),
    ]),
};

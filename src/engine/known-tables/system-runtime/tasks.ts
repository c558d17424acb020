import { BIGINT } from '../../../types/sql-type.js';
import { systemCatalog } from '../known-catalogs.js';
import { type KnownTable, knownColumns } from '../known-table.js';
import { MOMENT } from './record-values.js';

/** `system.runtime.tasks`: always empty, for a query is not distributed over nodes. */
export const runtimeTasksTable: KnownTable = {
  catalogs: [systemCatalog],
  schema: 'runtime',
  name: 'tasks',
  columns: knownColumns(
    'node_id',
    'task_id',
    'stage_id',
    'query_id',
    'state',
    ['splits', BIGINT],
    ['queued_splits', BIGINT],
    ['running_splits', BIGINT],
    ['completed_splits', BIGINT],
    ['split_scheduled_time_ms', BIGINT],
    ['split_cpu_time_ms', BIGINT],
    ['split_blocked_time_ms', BIGINT],
    ['raw_input_bytes', BIGINT],
    ['raw_input_rows', BIGINT],
    ['processed_input_bytes', BIGINT],
    ['processed_input_rows', BIGINT],
    ['output_bytes', BIGINT],
    ['output_rows', BIGINT],
    ['physical_input_bytes', BIGINT],
    ['physical_written_bytes', BIGINT],
    ['created', MOMENT],
    ['start', MOMENT],
    ['last_heartbeat', MOMENT],
    ['end', MOMENT],
  ),
  rows: () => [],
};

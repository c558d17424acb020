import { arrayType, BIGINT, BOOLEAN, VARCHAR } from '../../../types/sql-type.js';
import { systemCatalog } from '../known-catalogs.js';
import { type KnownTable, knownColumns } from '../known-table.js';
import { MOMENT } from './record-values.js';

/** `system.runtime.transactions`: always empty, for each statement is a transaction of its own. */
export const runtimeTransactionsTable: KnownTable = {
  catalogs: [systemCatalog],
  schema: 'runtime',
  name: 'transactions',
  columns: knownColumns(
    'transaction_id',
    'isolation_level',
    ['read_only', BOOLEAN],
    ['auto_commit_context', BOOLEAN],
    ['create_time', MOMENT],
    ['idle_time_secs', BIGINT],
    'written_catalog',
    ['catalogs', arrayType(VARCHAR)],
  ),
  rows: () => [],
};

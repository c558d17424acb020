import { columnsTable } from './information-schema/columns.js';
import { schemataTable } from './information-schema/schemata.js';
import { tablesTable } from './information-schema/tables.js';
import { viewsTable } from './information-schema/views.js';
import type { KnownTable } from './known-table.js';
import { auditTable } from './system/audit.js';
import { lakeQueriesTable } from './system-runtime/lake-queries.js';
import { runtimeNodesTable } from './system-runtime/nodes.js';
import { runtimeQueriesTable } from './system-runtime/queries.js';
import { runtimeTasksTable } from './system-runtime/tasks.js';
import { runtimeTransactionsTable } from './system-runtime/transactions.js';

/** Every table that tells of the lake. */
export const knownTables: readonly KnownTable[] = [
  columnsTable,
  schemataTable,
  tablesTable,
  viewsTable,
  auditTable,
  lakeQueriesTable,
  runtimeNodesTable,
  runtimeQueriesTable,
  runtimeTasksTable,
  runtimeTransactionsTable,
];

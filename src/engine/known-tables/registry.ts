import { columnsTable } from './information-schema/columns.js';
import { applicableRolesTable, enabledRolesTable, rolesTable } from './information-schema/roles.js';
import { schemataTable } from './information-schema/schemata.js';
import { tablePrivilegesTable } from './information-schema/table-privileges.js';
import { tablesTable } from './information-schema/tables.js';
import { viewsTable } from './information-schema/views.js';
import type { KnownTable } from './known-table.js';
import { auditTable } from './system/audit.js';
import { jdbcCatalogsTable } from './system-jdbc/catalogs.js';
import { jdbcColumnsTable } from './system-jdbc/columns.js';
import { emptyJdbcTables } from './system-jdbc/empty-tables.js';
import { jdbcSchemasTable } from './system-jdbc/schemas.js';
import { jdbcTableTypesTable } from './system-jdbc/table-types.js';
import { jdbcTablesTable } from './system-jdbc/tables.js';
import { jdbcTypesTable } from './system-jdbc/types.js';
import { metadataCatalogsTable } from './system-metadata/catalogs.js';
import { materializedViewsTable } from './system-metadata/materialized-views.js';
import { propertyTables } from './system-metadata/properties.js';
import { tableCommentsTable } from './system-metadata/table-comments.js';
import { lakeQueriesTable } from './system-runtime/lake-queries.js';
import { runtimeNodesTable } from './system-runtime/nodes.js';
import { runtimeQueriesTable } from './system-runtime/queries.js';
import { runtimeTasksTable } from './system-runtime/tasks.js';
import { runtimeTransactionsTable } from './system-runtime/transactions.js';

/** Every table that tells of the lake. */
export const knownTables: readonly KnownTable[] = [
  applicableRolesTable,
  columnsTable,
  enabledRolesTable,
  rolesTable,
  schemataTable,
  tablePrivilegesTable,
  tablesTable,
  viewsTable,
  auditTable,
  lakeQueriesTable,
  jdbcCatalogsTable,
  jdbcColumnsTable,
  jdbcSchemasTable,
  jdbcTableTypesTable,
  jdbcTablesTable,
  jdbcTypesTable,
  ...emptyJdbcTables,
  metadataCatalogsTable,
  materializedViewsTable,
  ...propertyTables,
  tableCommentsTable,
  runtimeNodesTable,
  runtimeQueriesTable,
  runtimeTasksTable,
  runtimeTransactionsTable,
];

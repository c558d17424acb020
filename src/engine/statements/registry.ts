import type { AnyStatement } from '../../sql/ast.js';
import { alterDatabase } from './alter-database.js';
import { alterHiveTable } from './alter-hive-table.js';
import { alterTable } from './alter-table.js';
import { alterTag } from './alter-tag.js';
import { alterTagExpression } from './alter-tag-expression.js';
import { alterWorkgroup } from './alter-workgroup.js';
import { analyze } from './analyze.js';
import { call } from './call.js';
import { comment } from './comment.js';
import { createDatabase } from './create-database.js';
import { createDataFilter } from './create-filter.js';
import { createHiveTable } from './create-hive-table.js';
import { createOptIn } from './create-opt-in.js';
import { createRole } from './create-role.js';
import { createSchema } from './create-schema.js';
import { createTable } from './create-table.js';
import { createTableAsSelect } from './create-table-as-select.js';
import { createTag } from './create-tag.js';
import { createTagExpression } from './create-tag-expression.js';
import { createView } from './create-view.js';
import { createWorkgroup } from './create-workgroup.js';
import type { StatementDefinition } from './definition.js';
import { deleteRows } from './delete-rows.js';
import { describeTable } from './describe-table.js';
import { drop } from './drop.js';
import { dropDatabase } from './drop-database.js';
import { dropDataFilter } from './drop-filter.js';
import { dropHiveTable } from './drop-hive-table.js';
import { dropOptIn } from './drop-opt-in.js';
import { dropRole } from './drop-role.js';
import { dropTag } from './drop-tag.js';
import { dropTagExpression } from './drop-tag-expression.js';
import { dropWorkgroup } from './drop-workgroup.js';
import { endTransaction } from './end-transaction.js';
import { grantPermissions } from './grant-permissions.js';
import { grantRoles } from './grant-roles.js';
import { insert } from './insert.js';
import { mergeRows } from './merge-rows.js';
import { optimize } from './optimize.js';
import { rename } from './rename.js';
import { repairTable } from './repair-table.js';
import { revokePermissions } from './revoke-permissions.js';
import { revokeRoles } from './revoke-roles.js';
import { setProperties } from './set-properties.js';
import { setRole } from './set-role.js';
import { setTags } from './set-tags.js';
import { showCreateTable } from './show-create-table.js';
import { showDatabases } from './show-databases.js';
import { showDataFilters } from './show-filters.js';
import { showGrants } from './show-grants.js';
import { showHiveColumns } from './show-hive-columns.js';
import { showHiveTables } from './show-hive-tables.js';
import { showOptIns } from './show-opt-ins.js';
import { showPartitions } from './show-partitions.js';
import { showTableProperties } from './show-table-properties.js';
import { showTagExpressions } from './show-tag-expressions.js';
import { showTags } from './show-tags.js';
import { showViews } from './show-views.js';
import { showWorkgroups } from './show-workgroups.js';
import { startTransaction } from './start-transaction.js';
import { tableExecute } from './table-execute.js';
import { truncateTable } from './truncate-table.js';
import { unload } from './unload.js';
import { unsupportedStatement } from './unsupported-statement.js';
import { updateRows } from './update-rows.js';

const definitions: readonly StatementDefinition[] = [
  showOptIns,
  dropOptIn,
  createOptIn,
  showTagExpressions,
  dropTagExpression,
  alterTagExpression,
  createTagExpression,
  analyze,
  alterWorkgroup,
  createWorkgroup,
  dropWorkgroup,
  showWorkgroups,
  call,
  deleteRows,
  mergeRows,
  truncateTable,
  updateRows,
  rename,
  drop,
  createView,
  createTable,
  createSchema,
  comment,
  alterTable,
  alterTag,
  createDataFilter,
  createRole,
  createTag,
  dropDataFilter,
  dropRole,
  dropTag,
  grantPermissions,
  grantRoles,
  revokePermissions,
  revokeRoles,
  setProperties,
  setRole,
  startTransaction,
  endTransaction,
  setTags,
  showDataFilters,
  showGrants,
  showTags,
  alterDatabase,
  alterHiveTable,
  createDatabase,
  createHiveTable,
  describeTable,
  dropDatabase,
  dropHiveTable,
  repairTable,
  showCreateTable,
  showDatabases,
  showHiveColumns,
  showHiveTables,
  showPartitions,
  showTableProperties,
  showViews,
  createTableAsSelect,
  insert,
  optimize,
  tableExecute,
  unload,
  unsupportedStatement,
];

const byKind = new Map<AnyStatement['kind'], StatementDefinition>(
  definitions.map((definition) => [definition.kind, definition]),
);

/** Finds how a statement runs; undefined for what the binder knows: queries, EXPLAIN, the session's own. */
export const findDefinition = (statement: AnyStatement): StatementDefinition | undefined => byKind.get(statement.kind);

import type { Grant } from '../../../access/grant.js';
import { permissionsOf } from '../../../access/permission.js';
import type { CatalogTable } from '../../../catalog/catalog-entry.js';
import { catalogNames, informationSchema } from '../known-catalogs.js';
import { type KnownRow, type KnownTable, type KnownTableContext, knownColumns } from '../known-table.js';
import { lakeEntries, placeOf } from './lake-entries.js';

/** `information_schema.table_privileges`: what is granted on whole tables and views, of what SHOW GRANTS lists. */
export const tablePrivilegesTable: KnownTable = {
  catalogs: catalogNames,
  schema: informationSchema,
  name: 'table_privileges',
  columns: knownColumns(
    'grantor',
    'grantor_type',
    'grantee',
    'grantee_type',
    'table_catalog',
    'table_schema',
    'table_name',
    'privilege_type',
    'is_grantable',
    'with_hierarchy',
  ),
  rows: (context) => {
    const entries = lakeEntries(context);
    const grants = entries.length > 0 ? context.inside.access.store.listGrants() : [];
    return entries.flatMap((entry) => rowsOf(entry, grants, context));
  },
};

function rowsOf(entry: CatalogTable, grants: readonly Grant[], { rights }: KnownTableContext): readonly KnownRow[] {
  const columns = [...entry.storage.columns, ...entry.partitionKeys].map(({ name }) => name);
  const facts = rights.factsOf(entry.database, entry.name, columns);
  return grants
    .filter((grant) => isOnWhole(grant, entry) && rights.authority.seesGrant(grant, facts))
    .flatMap(({ principal, permission, grantOption, grantor }) => {
      const permissions = permission === 'ALL' ? permissionsOf('table').filter((one) => one !== 'ALL') : [permission];
      return permissions.map((one) => [
        grantor ?? null,
        grantor === undefined ? null : 'USER',
        principal.name,
        principal.kind.toUpperCase(),
        ...placeOf(entry),
        one,
        grantOption ? 'YES' : 'NO',
        null,
      ]);
    });
}

function isOnWhole({ resource, columns }: Grant, { database, name }: CatalogTable): boolean {
  if (columns.rule !== 'all') return false;
  if (resource.kind === 'all tables') return resource.database === database;
  return resource.kind === 'table' && resource.database === database && resource.table === name;
}

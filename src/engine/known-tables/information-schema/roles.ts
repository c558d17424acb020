import { catalogNames, informationSchema } from '../known-catalogs.js';
import { type KnownTable, knownColumns } from '../known-table.js';

/** `information_schema.roles`: the roles of the lake, for administrators all, for others those that they have. */
export const rolesTable: KnownTable = {
  catalogs: catalogNames,
  schema: informationSchema,
  name: 'roles',
  columns: knownColumns('role_name'),
  rows: ({ inside, rights }) => {
    const roles = rights.authority.mayReadAudit ? inside.access.store.listRoles() : [...rights.grantedRoles()].sort();
    return roles.map((name) => [name]);
  },
};

/** `information_schema.enabled_roles`: the roles that count in the session now. */
export const enabledRolesTable: KnownTable = {
  catalogs: catalogNames,
  schema: informationSchema,
  name: 'enabled_roles',
  columns: knownColumns('role_name'),
  rows: ({ rights }) => [...rights.enabledRoles()].sort().map((name) => [name]),
};

/** `information_schema.applicable_roles`: the roles that the user may choose, and through whom each comes. */
export const applicableRolesTable: KnownTable = {
  catalogs: catalogNames,
  schema: informationSchema,
  name: 'applicable_roles',
  columns: knownColumns('grantee', 'grantee_type', 'role_name', 'is_grantable'),
  rows: ({ inside, rights }) => {
    const roles = rights.grantedRoles();
    const members = inside.access.store
      .listMembers()
      .filter(({ member }) => (member.kind === 'role' ? roles.has(member.name) : member.name === rights.user));
    const known = new Set(members.map(({ role }) => role));
    return [
      ...members.map(({ role, member, adminOption }) => [
        member.name,
        member.kind.toUpperCase(),
        role,
        adminOption ? 'YES' : 'NO',
      ]),
      // Roles that the door gives.
      ...[...roles].filter((role) => !known.has(role)).map((role) => [rights.user, 'USER', role, 'NO']),
    ];
  },
};

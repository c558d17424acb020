/** What a grant lets its holder do, by Lake Formation's names. ALL is every permission that the resource has. */
export type Permission =
  | 'ALL'
  | 'ALTER'
  | 'ASSOCIATE'
  | 'CREATE_DATABASE'
  | 'CREATE_CATALOG'
  | 'CREATE_LF_TAG'
  | 'CREATE_LF_TAG_EXPRESSION'
  | 'CREATE_TABLE'
  | 'DATA_LOCATION_ACCESS'
  | 'DELETE'
  | 'DESCRIBE'
  | 'DROP'
  | 'GRANT_WITH_LF_TAG_EXPRESSION'
  | 'IMPERSONATE'
  | 'INSERT'
  | 'SELECT'
  | 'SUPER_USER';

/** Kinds of resources that permissions are granted on; a view has fewer of them than another table. */
export type ResourceKind =
  | 'view'
  | 'catalog'
  | 'database'
  | 'table'
  | 'all tables'
  | 'data filter'
  | 'location'
  | 'tag'
  | 'user'
  | 'database policy'
  | 'table policy';

const ofTables = ['ALL', 'ALTER', 'DELETE', 'DESCRIBE', 'DROP', 'INSERT', 'SELECT'] as const;
const ofDatabases = ['ALL', 'ALTER', 'CREATE_TABLE', 'DESCRIBE', 'DROP'] as const;

const matrix: Readonly<Record<ResourceKind, readonly Permission[]>> = {
  catalog: [
    'ALL',
    'ALTER',
    'CREATE_CATALOG',
    'CREATE_DATABASE',
    'CREATE_LF_TAG',
    'CREATE_LF_TAG_EXPRESSION',
    'DESCRIBE',
    'DROP',
    'SUPER_USER',
  ],
  database: ofDatabases,
  table: ofTables,
  view: ['ALL', 'DESCRIBE', 'DROP', 'SELECT'],
  'all tables': ofTables,
  'data filter': ['DESCRIBE', 'DROP', 'SELECT'],
  location: ['DATA_LOCATION_ACCESS'],
  tag: ['ALTER', 'ASSOCIATE', 'DESCRIBE', 'DROP', 'GRANT_WITH_LF_TAG_EXPRESSION'],
  user: ['IMPERSONATE'],
  'database policy': ofDatabases,
  'table policy': ofTables,
};

/** Lists the permissions that a kind of resource has. */
export const permissionsOf = (kind: ResourceKind): readonly Permission[] => matrix[kind];

/** Tells whether holding `held` means holding `wanted`. */
export const implies = (held: Permission, wanted: Permission): boolean => held === wanted || held === 'ALL';

// Words of Trino's grammar and short forms of ours that mean a permission.
const otherNames: Readonly<Record<string, Permission>> = {
  SUPER: 'ALL',
  'ALL PRIVILEGES': 'ALL',
  CREATE: 'CREATE_TABLE',
  CREATE_TAG: 'CREATE_LF_TAG',
  CREATE_TAG_EXPRESSION: 'CREATE_LF_TAG_EXPRESSION',
};

/** Reads a privilege of GRANT; undefined when the resource has none of that name. */
export function parsePermission(text: string, kind: ResourceKind): Permission | undefined {
  const name = text.toUpperCase();
  const wanted = name === 'CREATE' && kind === 'catalog' ? 'CREATE_DATABASE' : (otherNames[name] ?? name);
  return matrix[kind].find((permission) => permission === wanted);
}

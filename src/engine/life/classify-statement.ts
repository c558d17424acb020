import type { AnyStatement, HiveAlterAction, Show } from '../../sql/ast.js';
import type { StatementKind } from './statement-life.js';

type OfKind<K extends AnyStatement['kind']> = Extract<AnyStatement, { readonly kind: K }>;
type Classification<S> = StatementKind | ((statement: S) => StatementKind);

const ddl = (substatement: string): StatementKind => ({ type: 'DDL', substatement });
const dml = (substatement: string): StatementKind => ({ type: 'DML', substatement, waits: true });
const work = (substatement: string): StatementKind => ({ ...ddl(substatement), waits: true });
const utility = (substatement: string): StatementKind => ({ type: 'UTILITY', substatement });
const named = (...words: readonly string[]): string => words.join('_').toUpperCase().replaceAll(' ', '_');

const hiveAlterations: Readonly<Record<HiveAlterAction['kind'], string>> = {
  'add columns': 'ADD_COLUMNS',
  'replace columns': 'REPLACE_COLUMN',
  'change column': 'CHANGE_COLUMN',
  'drop column': 'DROP_COLUMN',
  'add partitions': 'ADD_PARTITION',
  'drop partitions': 'DROP_PARTITION',
  'rename partition': 'RENAME_PARTITION',
  'set location': 'SET_LOCATION',
  'set properties': 'SET_TBLPROPERTIES',
  'unset properties': 'UNSET_TBLPROPERTIES',
  rename: 'RENAME',
};

const showNames: Readonly<Record<Show['subject']['kind'], string>> = {
  catalogs: 'SHOW_CATALOGS',
  session: 'SHOW_SESSION',
  schemas: 'SHOW_DATABASES',
  roles: 'SHOW_ROLES',
  'current roles': 'SHOW_CURRENT_ROLES',
  'role grants': 'SHOW_ROLE_GRANTS',
  tables: 'SHOW_TABLES',
  functions: 'SHOW_FUNCTIONS',
  columns: 'SHOW_COLUMNS',
  stats: 'SHOW_STATS',
  grants: 'SHOW_GRANTS',
  create: 'SHOW_CREATE_TABLE',
};

/** Athena's type and name of each kind of statement; where Athena has no such statement, a name formed alike. */
const kinds: { readonly [K in AnyStatement['kind']]: Classification<OfKind<K>> } = {
  QueryStatement: dml('SELECT'),
  Explain: dml('EXPLAIN'),
  Insert: dml('INSERT'),
  Delete: dml('DELETE'),
  Update: dml('UPDATE'),
  Merge: dml('MERGE'),
  Truncate: dml('TRUNCATE'),
  Unload: dml('UNLOAD'),
  Vacuum: dml('VACUUM'),
  Optimize: work('OPTIMIZE'),
  TableExecute: work('OPTIMIZE'),
  Analyze: work('ANALYZE'),
  Show: ({ subject }) =>
    utility(subject.kind === 'create' ? named('SHOW_CREATE', subject.object) : showNames[subject.kind]),
  CreateTable: ddl('CREATE_TABLE'),
  CreateTableAsSelect: work('CREATE_TABLE_AS_SELECT'),
  CreateView: ddl('CREATE_VIEW'),
  CreateMaterializedView: ddl('CREATE_MATERIALIZED_VIEW'),
  RefreshMaterializedView: dml('REFRESH_MATERIALIZED_VIEW'),
  CreateSchema: ddl('CREATE_DATABASE'),
  CreateCatalog: ddl('CREATE_CATALOG'),
  CreateRole: ddl('CREATE_ROLE'),
  CreateFunction: ddl('CREATE_FUNCTION'),
  DropFunction: ddl('DROP_FUNCTION'),
  Drop: ({ object }) => ddl(object === 'SCHEMA' ? 'DROP_DATABASE' : named('DROP', object)),
  Rename: ({ object }) => ddl(named('ALTER', object, 'RENAME')),
  SetAuthorization: ({ object }) => ddl(named('ALTER', object, 'SET_AUTHORIZATION')),
  SetProperties: ({ object }) => ddl(named('ALTER', object, 'SET_PROPERTIES')),
  AlterTable: ({ action }) => ddl(named('ALTER_TABLE', action.kind)),
  Comment: ddl('COMMENT'),
  Use: utility('USE'),
  Call: utility('CALL'),
  SetRole: utility('SET_ROLE'),
  SetSession: utility('SET_SESSION'),
  ResetSession: utility('RESET_SESSION'),
  SetSessionAuthorization: utility('SET_SESSION_AUTHORIZATION'),
  SetPath: utility('SET_PATH'),
  SetTimeZone: utility('SET_TIME_ZONE'),
  StartTransaction: utility('START_TRANSACTION'),
  EndTransaction: utility('END_TRANSACTION'),
  Prepare: ddl('PREPARE'),
  Deallocate: ddl('DEALLOCATE'),
  Execute: dml('EXECUTE'),
  ExecuteImmediate: dml('EXECUTE'),
  DescribeInput: utility('DESCRIBE_INPUT'),
  DescribeOutput: utility('DESCRIBE_OUTPUT'),
  Grant: ddl('GRANT'),
  Revoke: ddl('REVOKE'),
  GrantRoles: ddl('GRANT_ROLE'),
  RevokeRoles: ddl('REVOKE_ROLE'),
  GrantPermissions: ddl('GRANT'),
  RevokePermissions: ddl('REVOKE'),
  ShowGrants: utility('SHOW_GRANTS'),
  CreateDataFilter: ddl('CREATE_DATA_FILTER'),
  DropDataFilter: ddl('DROP_DATA_FILTER'),
  ShowDataFilters: utility('SHOW_DATA_FILTERS'),
  DropRole: ddl('DROP_ROLE'),
  CreateTag: ddl('CREATE_TAG'),
  AlterTag: ddl('ALTER_TAG'),
  DropTag: ddl('DROP_TAG'),
  ShowTags: utility('SHOW_TAGS'),
  SetTags: ddl('SET_TAGS'),
  CreateTagExpression: ddl('CREATE_TAG_EXPRESSION'),
  AlterTagExpression: ddl('ALTER_TAG_EXPRESSION'),
  DropTagExpression: ddl('DROP_TAG_EXPRESSION'),
  ShowTagExpressions: utility('SHOW_TAG_EXPRESSIONS'),
  CreateOptIn: ddl('CREATE_OPT_IN'),
  DropOptIn: ddl('DROP_OPT_IN'),
  ShowOptIns: utility('SHOW_OPT_INS'),
  CreateWorkgroup: utility('CREATE_WORKGROUP'),
  AlterWorkgroup: utility('ALTER_WORKGROUP'),
  DropWorkgroup: utility('DROP_WORKGROUP'),
  ShowWorkgroups: utility('SHOW_WORKGROUPS'),
  CreateDatabase: ddl('CREATE_DATABASE'),
  AlterDatabase: ddl('ALTER_DATABASE'),
  DropDatabase: ddl('DROP_DATABASE'),
  CreateHiveTable: ddl('CREATE_TABLE'),
  AlterHiveTable: ({ action }) => ddl(`ALTER_TABLE_${hiveAlterations[action.kind]}`),
  DropHiveTable: ddl('DROP_TABLE'),
  RepairTable: work('MSCK_REPAIR'),
  ShowDatabases: utility('SHOW_DATABASES'),
  ShowHiveTables: utility('SHOW_TABLES'),
  ShowViews: utility('SHOW_VIEWS'),
  ShowHiveColumns: utility('SHOW_COLUMNS'),
  ShowPartitions: utility('SHOW_PARTITIONS'),
  ShowTableProperties: utility('SHOW_TBLPROPERTIES'),
  ShowCreateTable: utility('SHOW_CREATE_TABLE'),
  DescribeTable: utility('DESCRIBE_TABLE'),
  UnsupportedStatement: ddl('UNSUPPORTED'),
};

/** Gives Athena's class of a statement. */
export function classifyStatement<K extends AnyStatement['kind']>(statement: OfKind<K>): StatementKind {
  const classification = kinds[statement.kind as K] as Classification<OfKind<K>>;
  return typeof classification === 'function' ? classification(statement) : classification;
}

import type { StringLiteral } from './leaf.js';
import type { Identifier, QualifiedName, SyntaxNode } from './names.js';
import type { CreateFunction, DropFunction, FunctionSpecification } from './routine.js';
import type { Expression, Query, Relation } from './tree.js';
import type { DataType } from './written-type.js';

/** Any statement of the Trino grammar, with what Athena adds to it. */
export type Statement =
  | QueryStatement
  | Explain
  | Show
  | Use
  | Insert
  | Delete
  | Truncate
  | Update
  | Merge
  | CreateTable
  | CreateTableAsSelect
  | CreateView
  | CreateMaterializedView
  | RefreshMaterializedView
  | CreateSchema
  | CreateCatalog
  | CreateRole
  | CreateFunction
  | DropFunction
  | Drop
  | Rename
  | SetAuthorization
  | SetProperties
  | AlterTable
  | TableExecute
  | Analyze
  | Comment
  | Call
  | Grant
  | Revoke
  | GrantRoles
  | RevokeRoles
  | SetRole
  | SetSession
  | ResetSession
  | SetSessionAuthorization
  | SetPath
  | SetTimeZone
  | StartTransaction
  | EndTransaction
  | Prepare
  | Deallocate
  | Execute
  | ExecuteImmediate
  | DescribeInput
  | DescribeOutput
  | Unload
  | Optimize
  | Vacuum;

/** A query run for its rows; `WITH SESSION` settings hold for it alone. */
export interface QueryStatement extends SyntaxNode {
  readonly kind: 'QueryStatement';
  readonly session: readonly SessionSetting[];
  /** `WITH FUNCTION …`: functions of this statement alone. */
  readonly functions?: readonly FunctionSpecification[] | undefined;
  readonly query: Query;
}
export interface SessionSetting extends SyntaxNode {
  readonly name: QualifiedName;
  readonly value: Expression;
}
/** `EXPLAIN (TYPE IO, FORMAT JSON) …` and `EXPLAIN ANALYZE [VERBOSE] …`. */
export interface Explain extends SyntaxNode {
  readonly kind: 'Explain';
  readonly statement: Statement;
  readonly type: 'LOGICAL' | 'DISTRIBUTED' | 'VALIDATE' | 'IO' | undefined;
  readonly format: 'TEXT' | 'GRAPHVIZ' | 'JSON' | undefined;
  readonly analyze: boolean;
  readonly verbose: boolean;
}
/** Every SHOW, and DESCRIBE as `SHOW COLUMNS`. */
export interface Show extends SyntaxNode {
  readonly kind: 'Show';
  readonly subject: ShowSubject;
  readonly like: string | undefined;
  readonly escape: string | undefined;
}
export type ShowSubject =
  | { readonly kind: 'catalogs' | 'session' }
  | { readonly kind: 'schemas' | 'roles' | 'current roles' | 'role grants'; readonly catalog: Identifier | undefined }
  | { readonly kind: 'tables' | 'functions'; readonly schema: QualifiedName | undefined }
  | { readonly kind: 'columns'; readonly table: QualifiedName }
  | { readonly kind: 'stats'; readonly of: QualifiedName | Query }
  | { readonly kind: 'grants'; readonly on: GrantObject | undefined }
  | {
      readonly kind: 'create';
      readonly object: 'TABLE' | 'VIEW' | 'MATERIALIZED VIEW' | 'SCHEMA' | 'FUNCTION';
      readonly name: QualifiedName;
    };
export interface Use extends SyntaxNode {
  readonly kind: 'Use';
  readonly catalog: Identifier | undefined;
  readonly schema: Identifier;
}
export interface Insert extends SyntaxNode {
  readonly kind: 'Insert';
  readonly table: QualifiedName;
  readonly columns: readonly Identifier[] | undefined;
  readonly query: Query;
}
export interface Delete extends SyntaxNode {
  readonly kind: 'Delete';
  readonly table: QualifiedName;
  readonly where: Expression | undefined;
}
export interface Truncate extends SyntaxNode {
  readonly kind: 'Truncate';
  readonly table: QualifiedName;
}
export interface Assignment extends SyntaxNode {
  readonly column: Identifier;
  readonly value: Expression;
}
export interface Update extends SyntaxNode {
  readonly kind: 'Update';
  readonly table: QualifiedName;
  readonly assignments: readonly Assignment[];
  readonly where: Expression | undefined;
}
export interface Merge extends SyntaxNode {
  readonly kind: 'Merge';
  readonly table: QualifiedName;
  readonly alias: Identifier | undefined;
  readonly source: Relation;
  readonly on: Expression;
  readonly cases: readonly MergeCase[];
}
export type MergeCase = MergeUpdate | MergeDelete | MergeInsert;
export interface MergeUpdate extends SyntaxNode {
  readonly kind: 'MergeUpdate';
  readonly condition: Expression | undefined;
  readonly assignments: readonly Assignment[];
}
export interface MergeDelete extends SyntaxNode {
  readonly kind: 'MergeDelete';
  readonly condition: Expression | undefined;
}
export interface MergeInsert extends SyntaxNode {
  readonly kind: 'MergeInsert';
  readonly condition: Expression | undefined;
  readonly columns: readonly Identifier[] | undefined;
  readonly values: readonly Expression[];
}
/** `name = value`; `value` undefined means DEFAULT. */
export interface Property extends SyntaxNode {
  readonly name: Identifier;
  readonly value: Expression | undefined;
}
/** What to do when the object exists: fail, nothing, or replace it. */
export type SaveMode = 'FAIL' | 'IGNORE' | 'REPLACE';
export interface ColumnDefinition extends SyntaxNode {
  readonly kind: 'ColumnDefinition';
  readonly name: QualifiedName;
  readonly type: DataType;
  readonly isNullable: boolean;
  readonly comment: string | undefined;
  readonly properties: readonly Property[];
}
export interface LikeClause extends SyntaxNode {
  readonly kind: 'LikeClause';
  readonly table: QualifiedName;
  readonly properties: 'INCLUDING' | 'EXCLUDING' | undefined;
}
export interface CreateTable extends SyntaxNode {
  readonly kind: 'CreateTable';
  readonly name: QualifiedName;
  readonly elements: readonly (ColumnDefinition | LikeClause)[];
  readonly saveMode: SaveMode;
  readonly comment: string | undefined;
  readonly properties: readonly Property[];
}
export interface CreateTableAsSelect extends SyntaxNode {
  readonly kind: 'CreateTableAsSelect';
  readonly name: QualifiedName;
  readonly columns: readonly Identifier[] | undefined;
  readonly query: Query;
  readonly saveMode: SaveMode;
  readonly comment: string | undefined;
  readonly properties: readonly Property[];
  readonly withData: boolean;
}
export interface CreateView extends SyntaxNode {
  readonly kind: 'CreateView';
  readonly name: QualifiedName;
  readonly query: Query;
  readonly replace: boolean;
  readonly comment: string | undefined;
  readonly security: 'DEFINER' | 'INVOKER' | undefined;
  /** PROTECTED MULTI DIALECT: a view of the Glue Data Catalog; SHOW VIEW JSON only shows what would be kept. */
  readonly multiDialect: { readonly showJson: boolean } | undefined;
}
export interface CreateMaterializedView extends SyntaxNode {
  readonly kind: 'CreateMaterializedView';
  readonly name: QualifiedName;
  readonly query: Query;
  readonly saveMode: SaveMode;
  readonly gracePeriod: Expression | undefined;
  readonly comment: string | undefined;
  readonly properties: readonly Property[];
}
export interface RefreshMaterializedView extends SyntaxNode {
  readonly kind: 'RefreshMaterializedView';
  readonly name: QualifiedName;
}
export interface CreateSchema extends SyntaxNode {
  readonly kind: 'CreateSchema';
  readonly name: QualifiedName;
  readonly ifNotExists: boolean;
  readonly owner: Principal | undefined;
  readonly properties: readonly Property[];
}
export interface CreateCatalog extends SyntaxNode {
  readonly kind: 'CreateCatalog';
  readonly name: Identifier;
  readonly connector: Identifier;
  readonly ifNotExists: boolean;
  readonly owner: Principal | undefined;
  readonly comment: string | undefined;
  readonly properties: readonly Property[];
}
export interface CreateRole extends SyntaxNode {
  readonly kind: 'CreateRole';
  readonly name: Identifier;
  readonly grantor: Grantor | undefined;
  readonly catalog: Identifier | undefined;
}
export interface Drop extends SyntaxNode {
  readonly kind: 'Drop';
  readonly object: 'TABLE' | 'VIEW' | 'MATERIALIZED VIEW' | 'SCHEMA' | 'CATALOG' | 'ROLE';
  readonly name: QualifiedName;
  readonly ifExists: boolean;
  readonly behavior: 'CASCADE' | 'RESTRICT' | undefined;
  /** Only of roles. */
  readonly catalog: Identifier | undefined;
}
/** `ALTER TABLE | VIEW | MATERIALIZED VIEW | SCHEMA … RENAME TO …`. */
export interface Rename extends SyntaxNode {
  readonly kind: 'Rename';
  readonly object: 'TABLE' | 'VIEW' | 'MATERIALIZED VIEW' | 'SCHEMA';
  readonly name: QualifiedName;
  readonly to: QualifiedName;
  readonly ifExists: boolean;
}
export interface SetAuthorization extends SyntaxNode {
  readonly kind: 'SetAuthorization';
  readonly object: 'TABLE' | 'VIEW' | 'SCHEMA';
  readonly name: QualifiedName;
  readonly principal: Principal;
}
export interface SetProperties extends SyntaxNode {
  readonly kind: 'SetProperties';
  readonly object: 'TABLE' | 'MATERIALIZED VIEW';
  readonly name: QualifiedName;
  readonly properties: readonly Property[];
}
export interface AlterTable extends SyntaxNode {
  readonly kind: 'AlterTable';
  readonly table: QualifiedName;
  readonly ifExists: boolean;
  readonly action: AlterTableAction;
}
export type AlterTableAction =
  | {
      readonly kind: 'add column';
      readonly column: ColumnDefinition;
      readonly ifNotExists: boolean;
      readonly place: { readonly kind: 'first' | 'last' } | { readonly kind: 'after'; readonly column: Identifier };
    }
  | {
      readonly kind: 'rename column';
      readonly from: QualifiedName;
      readonly to: Identifier;
      readonly ifExists: boolean;
    }
  | { readonly kind: 'drop column'; readonly column: QualifiedName; readonly ifExists: boolean }
  | { readonly kind: 'set type'; readonly column: QualifiedName; readonly type: DataType }
  | { readonly kind: 'drop not null'; readonly column: Identifier };
/** `ALTER TABLE t EXECUTE optimize(…) WHERE …`. */
export interface TableExecute extends SyntaxNode {
  readonly kind: 'TableExecute';
  readonly table: QualifiedName;
  readonly procedure: Identifier;
  readonly arguments: readonly CallArgument[];
  readonly where: Expression | undefined;
}
export interface Analyze extends SyntaxNode {
  readonly kind: 'Analyze';
  readonly table: QualifiedName;
  readonly properties: readonly Property[];
}
export interface Comment extends SyntaxNode {
  readonly kind: 'Comment';
  readonly object: 'TABLE' | 'VIEW' | 'COLUMN';
  readonly name: QualifiedName;
  readonly comment: string | undefined;
}
export interface CallArgument extends SyntaxNode {
  readonly name: Identifier | undefined;
  readonly value: Expression;
}
export interface Call extends SyntaxNode {
  readonly kind: 'Call';
  readonly name: QualifiedName;
  readonly arguments: readonly CallArgument[];
}
export interface Principal extends SyntaxNode {
  readonly type: 'USER' | 'ROLE' | undefined;
  readonly name: Identifier;
}
export type Grantor = Principal | 'CURRENT_USER' | 'CURRENT_ROLE';
export interface GrantObject extends SyntaxNode {
  /** In upper case; undefined means TABLE. */
  readonly type: string | undefined;
  readonly name: QualifiedName;
}
export interface Grant extends SyntaxNode {
  readonly kind: 'Grant';
  readonly type: 'GRANT' | 'DENY';
  /** In upper case; undefined means ALL PRIVILEGES. */
  readonly privileges: readonly string[] | undefined;
  readonly on: GrantObject;
  readonly to: Principal;
  readonly withGrantOption: boolean;
}
export interface Revoke extends SyntaxNode {
  readonly kind: 'Revoke';
  readonly grantOptionOnly: boolean;
  readonly privileges: readonly string[] | undefined;
  readonly on: GrantObject;
  readonly from: Principal;
}
export interface GrantRoles extends SyntaxNode {
  readonly kind: 'GrantRoles';
  readonly roles: readonly Identifier[];
  readonly to: readonly Principal[];
  readonly withAdminOption: boolean;
  readonly grantor: Grantor | undefined;
  readonly catalog: Identifier | undefined;
}
export interface RevokeRoles extends SyntaxNode {
  readonly kind: 'RevokeRoles';
  readonly roles: readonly Identifier[];
  readonly from: readonly Principal[];
  readonly adminOptionOnly: boolean;
  readonly grantor: Grantor | undefined;
  readonly catalog: Identifier | undefined;
}
export interface SetRole extends SyntaxNode {
  readonly kind: 'SetRole';
  readonly role: Identifier | 'ALL' | 'NONE';
  readonly catalog: Identifier | undefined;
}
export interface SetSession extends SyntaxNode {
  readonly kind: 'SetSession';
  readonly name: QualifiedName;
  readonly value: Expression;
}
export interface ResetSession extends SyntaxNode {
  readonly kind: 'ResetSession';
  readonly name: QualifiedName;
}
/** SET SESSION AUTHORIZATION; with no user, RESET. */
export interface SetSessionAuthorization extends SyntaxNode {
  readonly kind: 'SetSessionAuthorization';
  readonly user: Identifier | StringLiteral | undefined;
}
export interface SetPath extends SyntaxNode {
  readonly kind: 'SetPath';
  readonly elements: readonly QualifiedName[];
}
/** Without a zone: LOCAL. */
export interface SetTimeZone extends SyntaxNode {
  readonly kind: 'SetTimeZone';
  readonly zone: Expression | undefined;
}
export interface StartTransaction extends SyntaxNode {
  readonly kind: 'StartTransaction';
  readonly modes: readonly TransactionMode[];
}
export type TransactionMode =
  | 'READ UNCOMMITTED'
  | 'READ COMMITTED'
  | 'REPEATABLE READ'
  | 'SERIALIZABLE'
  | 'READ ONLY'
  | 'READ WRITE';
export interface EndTransaction extends SyntaxNode {
  readonly kind: 'EndTransaction';
  readonly outcome: 'COMMIT' | 'ROLLBACK';
}
export interface Prepare extends SyntaxNode {
  readonly kind: 'Prepare';
  readonly name: Identifier;
  readonly statement: Statement;
}
export interface Deallocate extends SyntaxNode {
  readonly kind: 'Deallocate';
  readonly name: Identifier;
}
export interface Execute extends SyntaxNode {
  readonly kind: 'Execute';
  readonly name: Identifier;
  readonly parameters: readonly Expression[];
}
export interface ExecuteImmediate extends SyntaxNode {
  readonly kind: 'ExecuteImmediate';
  readonly statement: StringLiteral;
  readonly parameters: readonly Expression[];
}
export interface DescribeInput extends SyntaxNode {
  readonly kind: 'DescribeInput';
  readonly name: Identifier;
}
export interface DescribeOutput extends SyntaxNode {
  readonly kind: 'DescribeOutput';
  readonly name: Identifier;
}
/** `UNLOAD (query) TO 'location' WITH (…)`: writes files without a table. */
export interface Unload extends SyntaxNode {
  readonly kind: 'Unload';
  readonly query: Query;
  readonly location: string;
  readonly properties: readonly Property[];
}
/** `OPTIMIZE t REWRITE DATA USING BIN_PACK [WHERE …]`: merges small files. */
export interface Optimize extends SyntaxNode {
  readonly kind: 'Optimize';
  readonly table: QualifiedName;
  readonly where: Expression | undefined;
}
/** `VACUUM t`. */
export interface Vacuum extends SyntaxNode {
  readonly kind: 'Vacuum';
  readonly table: QualifiedName;
}

export { type ErrorCode, errorCodes } from './base/error-codes.js';
export { LakeError } from './base/lake-error.js';
export type { Explanation, PlanNode } from './engine/explanation.js';
export { Lake, type LakeOptions, type NewTable } from './engine/lake.js';
export {
  type NamedParameters,
  type PlainParameter,
  TypedValue,
  typed,
  type UserParameter,
} from './engine/parameters.js';
export type { PreparedParameter, PreparedStatement } from './engine/prepared-statement.js';
export type { QueryProgress } from './engine/query-progress.js';
export type { NamedColumn, QueryResult, QueryStats, RowObject } from './engine/query-result.js';
export type { RegisteredRows, RegisterOptions } from './engine/registered/register-rows.js';
export type { ColumnList, HostRow } from './engine/registered/row-source.js';
export type { RowSchema, SchemaAnswer, SchemaIssue } from './engine/row-schema.js';
export type { Session } from './engine/session.js';
export type {
  CheckedStatementOptions,
  ExplainOptions,
  SessionOptions,
  StatementOptions,
} from './engine/session-options.js';
export type { UserValue } from './engine/user-value.js';
export type { ValueOptions } from './engine/value-options.js';
export type { S3Options } from './storage/s3/s3-sdk.js';

export { type ErrorCode, errorCodes } from './base/error-codes.js';
export { LakeError } from './base/lake-error.js';
export { Lake, type LakeOptions, type NewTable } from './engine/lake.js';
export type { UserParameter } from './engine/parameters.js';
export type { NamedColumn, QueryResult, QueryStats, RowObject } from './engine/query-result.js';
export type { Session, SessionOptions, StatementOptions } from './engine/session.js';
export type { UserValue } from './engine/user-value.js';
export type { S3Options } from './storage/s3/s3-sdk.js';

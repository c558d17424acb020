import { LakeError } from '../../base/lake-error.js';
import { displayType, type SqlType } from '../../types/sql-type.js';

/** Says that a key's projection is not well configured. */
export const invalidProjection = (column: string, reason: string, hint?: string): LakeError =>
  new LakeError('INVALID_COLUMN_PROPERTY', `Column projection for column '${column}' failed. ${reason}`, { hint });

/** Says that values of a kind cannot be of a key's type. */
export const unsupportedType = (column: string, type: SqlType): LakeError =>
  invalidProjection(column, `Unsupported column type: ${displayType(type)}`);

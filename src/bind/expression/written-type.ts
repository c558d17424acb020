import type { ErrorCode } from '../../base/error-codes.js';
import type { Position } from '../../base/lake-error.js';
import type { DataType } from '../../sql/ast.js';
import { formatType } from '../../sql/parse-statement.js';
import { parseType } from '../../types/parse-type.js';
import type { SqlType } from '../../types/sql-type.js';

/** Looks a written type up; throws `errorName` at `position` where there is none. */
export const bindType = (type: DataType, position: Position, errorName: ErrorCode = 'TYPE_MISMATCH'): SqlType =>
  parseType(formatType(type), { position, errorName });

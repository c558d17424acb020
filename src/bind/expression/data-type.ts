import type { ErrorCode } from '../../base/error-codes.js';
import type { Position } from '../../base/lake-error.js';
import type * as ast from '../../sql/ast.js';
import { parseType } from '../../types/parse-type.js';
import type { SqlType } from '../../types/sql-type.js';

/** Looks a written type up; throws `errorName` at `position` where there is none. */
export const bindType = (type: ast.DataType, position: Position, errorName: ErrorCode = 'TYPE_MISMATCH'): SqlType =>
  parseType(dataTypeText(type), { position, errorName });

function dataTypeText(type: ast.DataType | ast.NumericTypeParameter): string {
  switch (type.kind) {
    case 'NumericTypeParameter':
      return type.value;
    case 'GenericType': {
      const parameters = type.parameters.map(dataTypeText).join(', ');
      return `${type.name.value}${parameters === '' ? '' : `(${parameters})`}`;
    }
    case 'RowType': {
      const fields = type.fields.map((field) =>
        field.name ? `${nameText(field.name)} ${dataTypeText(field.type)}` : dataTypeText(field.type),
      );
      return `row(${fields.join(', ')})`;
    }
    case 'DateTimeType': {
      const precision = type.precision ? `(${dataTypeText(type.precision)})` : '';
      return `${type.base}${precision}${type.withTimeZone ? ' with time zone' : ''}`;
    }
    case 'IntervalType':
      return `interval ${type.from} to ${type.to}`.toLowerCase();
  }
}

const nameText = (name: ast.Identifier): string =>
  `"${(name.delimited ? name.value : name.value.toLowerCase()).replaceAll('"', '""')}"`;

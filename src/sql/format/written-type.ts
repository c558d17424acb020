import type { DataType, Descriptor, TypeParameter } from '../ast/written-type.js';
import { formatIdentifier } from './names.js';

/** Writes a type as SQL. */
export function formatType(type: DataType): string {
  switch (type.kind) {
    case 'GenericType': {
      const name = formatIdentifier(type.name);
      return type.parameters.length === 0 ? name : `${name}(${type.parameters.map(formatParameter).join(', ')})`;
    }
    case 'RowType': {
      const fields = type.fields.map((field) =>
        field.name ? `${formatIdentifier(field.name)} ${formatType(field.type)}` : formatType(field.type),
      );
      return `ROW(${fields.join(', ')})`;
    }
    case 'DateTimeType': {
      const precision = type.precision ? `(${formatParameter(type.precision)})` : '';
      return `${type.base}${precision}${type.withTimeZone ? ' with time zone' : ''}`;
    }
    case 'IntervalType':
      return type.from === type.to ? `interval ${type.from}` : `interval ${type.from} TO ${type.to}`;
  }
}

function formatParameter(parameter: TypeParameter): string {
  return parameter.kind === 'NumericTypeParameter' ? parameter.value : formatType(parameter);
}

/** Writes the descriptor argument of a table function. */
export function formatDescriptor({ fields }: Descriptor): string {
  if (!fields) return 'CAST(NULL AS DESCRIPTOR)';
  const texts = fields.map(({ name, type }) => formatIdentifier(name) + (type ? ` ${formatType(type)}` : ''));
  return `DESCRIPTOR(${texts.join(', ')})`;
}

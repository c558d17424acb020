import { LakeError } from '../../base/lake-error.js';
import type { TableColumn } from '../../table/table-column.js';
import { parseType } from '../../types/parse-type.js';
import { BIGINT, displayType, type SqlType, UNKNOWN, VARCHAR, varcharType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { typeOfValue, widerType } from '../host-type.js';
import { hostConverter } from '../host-value.js';

/** A row to register: an object by column name, or the values in the order of the columns where these are given. */
export type HostRow = object;

/** Names and SQL types of columns. */
export type ColumnList = readonly (readonly [name: string, type: string])[];

/** Reads rows as values of columns. */
export interface RowSource {
  readonly columns: readonly TableColumn[];
  /** Gives the values of a row, in the order of the columns. @throws INVALID_CAST_ARGUMENT with the row's number */
  read(row: HostRow, rowNumber: number): readonly SqlValue[];
}

/** Makes the source of rows whose columns are said; what else a row has is left out. @throws TYPE_NOT_FOUND, DUPLICATE_COLUMN_NAME */
export function declaredRows(list: ColumnList): RowSource {
  const columns = list.map(([name, type]) => ({ key: name, type: parseType(type) }));
  return sourceOf(columns, false);
}

/**
 * Makes the source of rows whose columns are those of a sample: every name in it, a type that holds all its values. Whole numbers are bigint,
 * others double; what is NULL in all rows is varchar. @throws INVALID_CAST_ARGUMENT where no type holds all
 */
export function inferredRows(sample: readonly HostRow[]): RowSource {
  const types = new Map<string, SqlType>();
  for (const [index, row] of sample.entries()) {
    if (Array.isArray(row)) throw new LakeError('INVALID_CAST_ARGUMENT', 'Rows that are arrays need columns');
    for (const [name, value] of Object.entries(row)) {
      const before = types.get(name) ?? UNKNOWN;
      const type = inRow(index + 1, name, () => typeOfValue(value));
      const wider = widerType(before, type);
      if (!wider)
        throw new LakeError(
          'INVALID_CAST_ARGUMENT',
          `Row ${index + 1}: ${name} is ${displayType(type)}, but ${displayType(before)} in a row before`,
          { hint: 'Say the columns: { columns: [[name, type], …] }.' },
        );
      types.set(name, wider);
    }
  }
  if (types.size === 0)
    throw new LakeError('INVALID_CAST_ARGUMENT', 'Without a row, or columns, there is no table', {
      hint: 'Say the columns: { columns: [[name, type], …] }.',
    });
  return sourceOf(
    [...types].map(([key, type]) => ({ key, type: stored(type) })),
    true,
  );
}

/** The type that a column has whose values were seen to be of another: room for the values that were not seen. */
function stored(type: SqlType): SqlType {
  switch (type.kind) {
    case 'integer':
      return BIGINT;
    case 'varchar':
      return varcharType();
    case 'unknown':
      return VARCHAR;
    case 'array':
      return { ...type, element: stored(type.element) };
    case 'map':
      return { ...type, key: stored(type.key), value: stored(type.value) };
    case 'row':
      return { ...type, fields: type.fields.map((field) => ({ ...field, type: stored(field.type) })) };
    default:
      return type;
  }
}

function sourceOf(list: readonly { readonly key: string; readonly type: SqlType }[], isInferred: boolean): RowSource {
  const columns = list.map(({ key, type }) => ({ name: key.toLowerCase(), type }));
  const names = new Set<string>();
  for (const { name } of columns) {
    if (names.has(name)) throw new LakeError('DUPLICATE_COLUMN_NAME', `Column name '${name}' specified more than once`);
    names.add(name);
  }
  const fields = list.map(({ key, type }) => ({ key, convert: hostConverter(type) }));
  const keys = new Set(list.map(({ key }) => key));
  return {
    columns,
    read(row, rowNumber) {
      if (Array.isArray(row)) {
        if (row.length !== fields.length)
          throw new LakeError(
            'INVALID_CAST_ARGUMENT',
            `Row ${rowNumber} has ${row.length} values for ${fields.length} columns`,
          );
        return fields.map(({ key, convert }, index) => inRow(rowNumber, key, () => convert(row[index])));
      }
      if (isInferred) checkKeys(row, keys, rowNumber);
      const values = row as Readonly<Record<string, unknown>>;
      return fields.map(({ key, convert }) => inRow(rowNumber, key, () => convert(values[key])));
    },
  };
}

function checkKeys(row: HostRow, keys: ReadonlySet<string>, rowNumber: number): void {
  for (const key of Object.keys(row))
    if (!keys.has(key))
      throw new LakeError('INVALID_CAST_ARGUMENT', `Row ${rowNumber}: no row of the sample had ${key}`, {
        hint: 'Say the columns: { columns: [[name, type], …] }.',
      });
}

/** Does something with a value of a row; a failure says which. */
function inRow<T>(rowNumber: number, column: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof LakeError)) throw error;
    throw new LakeError(error.name, `Row ${rowNumber}, ${column}: ${error.message}`, {
      hint: error.hint,
      cause: error,
    });
  }
}

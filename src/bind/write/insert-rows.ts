import { errorCodes } from '../../base/error-codes.js';
import { LakeError, type Position } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import { type BoundQuery, inputsOf, type LogicalPlan, outputsOf } from '../../plan/logical-plan.js';
import { canCoerce, commonSuperType } from '../../types/coercion.js';
import {
  BIGINT,
  BOOLEAN,
  displayType,
  INTEGER,
  type SqlType,
  sameType,
  UNKNOWN,
  VARCHAR,
} from '../../types/sql-type.js';
import { coerce } from '../expression/coerce.js';

/** A column that rows are inserted into. */
export interface TargetColumn {
  readonly name: string;
  readonly type: SqlType;
}

/**
 * Gives the rows of a query as rows of a table: `named` are the columns that the statement lists, the others are NULL.
 * Throws TYPE_MISMATCH, COLUMN_NOT_FOUND, DUPLICATE_COLUMN_NAME.
 */
export function insertRows(
  query: BoundQuery,
  columns: readonly TargetColumn[],
  named: readonly string[] | undefined,
  position: Position,
): BoundQuery {
  const names = named?.map((name) => name.toLowerCase()) ?? columns.map(({ name }) => name);
  const targets = listedColumns(names, columns, position);
  const fits =
    targets.length === query.columns.length && targets.every(({ type }, i) => canInsert(query.columns[i]!.type, type));
  if (!fits) throw mismatch(targets, query, position);
  const expressions = columns.map((column): Expression => {
    const index = names.indexOf(column.name);
    if (index < 0) return { kind: 'constant', type: column.type, value: null };
    return insertCast(query.columns[index]!.column, column.type);
  });
  return projected(query.plan, expressions, columns);
}

/** Puts a projection of named columns over a plan. */
export function projected(
  input: LogicalPlan,
  expressions: readonly Expression[],
  columns: readonly TargetColumn[],
): BoundQuery {
  let id = highestId(input);
  const outputs = columns.map(({ name }, index) => ({
    kind: 'column' as const,
    id: ++id,
    name,
    type: expressions[index]!.type,
  }));
  const plan: LogicalPlan = { kind: 'Project', input, outputs, expressions };
  return { plan, columns: outputs.map((column) => ({ name: column.name, type: column.type, column })) };
}

function listedColumns(
  names: readonly string[],
  columns: readonly TargetColumn[],
  position: Position,
): readonly TargetColumn[] {
  const seen = new Set<string>();
  return names.map((name) => {
    const column = columns.find((candidate) => candidate.name === name);
    if (!column)
      throw new LakeError('COLUMN_NOT_FOUND', `Insert column name does not exist in target table: ${name}`, {
        position,
      });
    if (seen.has(name))
      throw new LakeError('DUPLICATE_COLUMN_NAME', `Insert column name is specified more than once: ${name}`, {
        position,
      });
    seen.add(name);
    return column;
  });
}

// As in Trino, what has a common type is cast; texts inside of structures must fit by their types.
function canInsert(from: SqlType, to: SqlType): boolean {
  if (hasBoundedText(to)) return canCoerce(from, to);
  return commonSuperType(from, to) !== undefined;
}

function hasBoundedText(type: SqlType, isNested = false): boolean {
  switch (type.kind) {
    case 'varchar':
    case 'char':
      return isNested && type.length !== undefined;
    case 'array':
      return hasBoundedText(type.element, true);
    case 'map':
      return hasBoundedText(type.key, true) || hasBoundedText(type.value, true);
    case 'row':
      return type.fields.some((field) => hasBoundedText(field.type, true));
    default:
      return false;
  }
}

function insertCast(input: Expression, type: SqlType): Expression {
  if (sameType(input.type, type)) return input;
  const cast = coerce(input, type);
  const isText = input.type.kind === 'varchar' || input.type.kind === 'char';
  if (!isText || (type.kind !== 'varchar' && type.kind !== 'char') || type.length === undefined) return cast;
  if (canCoerce(input.type, type)) return cast;
  return {
    kind: 'case',
    type,
    whens: [{ condition: isLonger(input, type.length), result: tooLong(input, type) }],
    otherwise: cast,
  };
}

const call = (name: string, type: SqlType, ...args: Expression[]): Expression => ({
  kind: 'call',
  type,
  name,
  overload: 0,
  args,
});

// CAST cuts a text off; what is inserted may only lose spaces.
function isLonger(input: Expression, length: number): Expression {
  const text: Expression = { kind: 'cast', type: VARCHAR, input, safe: false };
  const most: Expression = { kind: 'constant', type: BIGINT, value: BigInt(length) };
  return call('>', BOOLEAN, call('length', BIGINT, call('rtrim', VARCHAR, text)), most);
}

function tooLong(input: Expression, type: SqlType): Expression {
  const [from, to] = [displayType(input.type), displayType(type)];
  const text = `Cannot truncate non-space characters when casting from ${from} to ${to} on INSERT`;
  const number: Expression = { kind: 'constant', type: INTEGER, value: errorCodes.INVALID_CAST_ARGUMENT.code };
  const message: Expression = { kind: 'constant', type: VARCHAR, value: text };
  const failed: Expression = { kind: 'call', type: UNKNOWN, name: 'fail', overload: 1, args: [number, message] };
  return { kind: 'cast', type, input: failed, safe: false };
}

function mismatch(targets: readonly TargetColumn[], query: BoundQuery, position: Position): LakeError {
  const list = (types: readonly { readonly type: SqlType }[]): string =>
    types.map(({ type }) => displayType(type)).join(', ');
  return new LakeError(
    'TYPE_MISMATCH',
    `Insert query has mismatched column types: Table: [${list(targets)}], Query: [${list(query.columns)}]`,
    { position },
  );
}

function highestId(plan: LogicalPlan): number {
  return Math.max(0, ...outputsOf(plan).map(({ id }) => id), ...inputsOf(plan).map(highestId));
}

import type { ColumnReference, DescribedParameter } from '../plan/expression.js';
import { type BoundQuery, inputsOf, type LogicalPlan, outputsOf, type TableReference } from '../plan/logical-plan.js';
import type * as ast from '../sql/ast.js';
import { BIGINT, BOOLEAN, displayType, INTEGER, type SqlType, VARCHAR, varcharType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import type { BindContext, BoundRelation } from './bind-context.js';
import { constant } from './expression/literal.js';

type Cells = readonly (readonly SqlValue[])[];

/** Gives what DESCRIBE INPUT shows of a prepared statement's parameters. */
export const describedInput = (context: BindContext, parameters: readonly DescribedParameter[]): BoundRelation =>
  cellsRelation(
    context,
    [
      ['Position', BIGINT],
      ['Type', VARCHAR],
    ],
    parameters.map(({ type }, index) => [index, displayType(type)]),
  );

/** Gives what DESCRIBE OUTPUT shows of a prepared statement's columns: their types and the table columns that they are. */
export function describedOutput(
  context: BindContext,
  query: BoundQuery | undefined,
  select: ast.Statement,
): BoundRelation {
  const aliases = aliasesOf(select);
  const rows = (query?.columns ?? []).map(({ name, type, column }, index): readonly SqlValue[] => {
    const origin = originOf(query!.plan, column.id);
    return [
      name,
      origin?.catalog ?? '',
      origin?.schema ?? '',
      origin?.name ?? '',
      displayType(type),
      sizeOf(type),
      aliases?.[index] ?? false,
    ];
  });
  return cellsRelation(context, outputColumns, rows);
}

/** Gives what DESCRIBE OUTPUT shows of a statement that counts the rows that it changed. */
export const describedRowCount = (context: BindContext): BoundRelation =>
  cellsRelation(context, outputColumns, [['rows', '', '', '', 'bigint', sizeOf(BIGINT), false]]);

const outputColumns = [
  ['Column Name', VARCHAR],
  ['Catalog', VARCHAR],
  ['Schema', VARCHAR],
  ['Table', VARCHAR],
  ['Type', VARCHAR],
  ['Type Size', BIGINT],
  ['Aliased', BOOLEAN],
] as const;

/** Texts are as wide as the longest, and numbers are integers, as literals in VALUES would be. */
function cellsRelation(
  context: BindContext,
  columns: readonly (readonly [name: string, typeWithoutRows: SqlType])[],
  cells: Cells,
): BoundRelation {
  const outputs = columns.map(([name, type], index) => {
    if (cells.length === 0 || type === BOOLEAN) return context.column(name, type);
    if (type === BIGINT) return context.column(name, INTEGER);
    return context.column(name, varcharType(Math.max(...cells.map((row) => (row[index] as string).length))));
  });
  const rows = cells.map((row) => row.map((value, index) => constant(outputs[index]!.type, value)));
  return { plan: { kind: 'Values', outputs, rows }, fields: outputs.map((column) => ({ name: column.name, column })) };
}

/** Finds the table whose column a plan's output is, unchanged. */
function originOf(plan: LogicalPlan, id: number): TableReference | undefined {
  const has = (columns: readonly ColumnReference[]): boolean => columns.some((column) => column.id === id);
  if (plan.kind === 'Scan') return has(plan.outputs) ? plan.table : undefined;
  if (plan.kind === 'Project') {
    const expression = plan.expressions[plan.outputs.findIndex((column) => column.id === id)];
    return expression?.kind === 'column' ? originOf(plan.input, expression.id) : undefined;
  }
  const input = inputsOf(plan).find((candidate) => has(outputsOf(candidate)));
  return input && originOf(input, id);
}

/** Tells which columns of a plain SELECT have a name of their own; undefined where a star may stand for several. */
function aliasesOf(statement: ast.Statement): readonly boolean[] | undefined {
  if (statement.kind !== 'QueryStatement' || statement.query.body.kind !== 'Select') return undefined;
  const { items } = statement.query.body;
  if (items.some(({ kind }) => kind !== 'SingleColumn')) return undefined;
  return items.map((item) => item.kind === 'SingleColumn' && item.alias !== undefined);
}

/** Bytes of a value where all values have the same, as Trino counts them. */
function sizeOf(type: SqlType): number {
  switch (type.kind) {
    case 'boolean':
    case 'tinyint':
    case 'unknown':
      return 1;
    case 'smallint':
      return 2;
    case 'integer':
    case 'real':
    case 'date':
    case 'interval year to month':
      return 4;
    case 'bigint':
    case 'double':
    case 'time':
    case 'interval day to second':
      return 8;
    case 'decimal':
      return type.precision <= 18 ? 8 : 16;
    case 'timestamp':
      return type.precision <= 6 ? 8 : 12;
    case 'timestamp with time zone':
      return type.precision <= 3 ? 8 : 12;
    case 'time with time zone':
      return type.precision <= 9 ? 8 : 12;
    case 'uuid':
    case 'ipaddress':
      return 16;
    default:
      return 0;
  }
}

import { type SqlType, typeText } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import type { ColumnReference, Expression } from './expression.js';

/** Prints a bound expression for EXPLAIN; columns as `name#id`, so that two of one name differ. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'constant':
      return constantText(expression.value, expression.type);
    case 'column':
      return printColumn(expression);
    case 'call':
      return callText(expression.name, expression.args.map(printExpression));
    case 'cast': {
      const name = expression.safe ? 'TRY_CAST' : 'CAST';
      return `${name}(${printExpression(expression.input)} AS ${typeText(expression.type)})`;
    }
    case 'and':
    case 'or':
      return `(${expression.args.map(printExpression).join(` ${expression.kind.toUpperCase()} `)})`;
    case 'is_null':
      return `(${printExpression(expression.input)} IS NULL)`;
    case 'case': {
      const whens = expression.whens.map(
        ({ condition, result }) => ` WHEN ${printExpression(condition)} THEN ${printExpression(result)}`,
      );
      const otherwise = expression.otherwise ? ` ELSE ${printExpression(expression.otherwise)}` : '';
      return `CASE${whens.join('')}${otherwise} END`;
    }
    case 'coalesce':
      return `COALESCE(${expression.args.map(printExpression).join(', ')})`;
    case 'in':
      return `(${printExpression(expression.value)} IN (${expression.list.map(printExpression).join(', ')}))`;
    case 'try':
      return `TRY(${printExpression(expression.input)})`;
    case 'row':
      return `ROW(${expression.args.map(printExpression).join(', ')})`;
    case 'field':
      return `${printExpression(expression.input)}[${expression.index + 1}]`;
    case 'lambda':
      return `(${expression.parameters.map(printColumn).join(', ')}) -> ${printExpression(expression.body)}`;
  }
}

/** Prints a column as `name#id`. */
export const printColumn = (column: ColumnReference): string => `${column.name}#${column.id}`;

function callText(name: string, args: readonly string[]): string {
  if (/^[a-z_$]/.test(name)) return `${name}(${args.join(', ')})`;
  return args.length === 2 ? `(${args[0]} ${name} ${args[1]})` : `${name}(${args.join(', ')})`;
}

function constantText(value: SqlValue, type: SqlType): string {
  if (value === null) return 'NULL';
  const text = valueText(value);
  switch (type.kind) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'real':
    case 'double':
    case 'varchar':
    case 'array':
    case 'row':
    case 'map':
      return text;
    case 'decimal':
      return decimalText(value as bigint, type.scale);
    default:
      return `${type.kind.toUpperCase()} ${text}`;
  }
}

function decimalText(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${unscaled < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(digits.length - scale)}` : ''}`;
}

function valueText(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString('hex').toUpperCase()}'`;
  if (Array.isArray(value)) return `[${value.map((item) => valueText(item as SqlValue)).join(', ')}]`;
  if (typeof value === 'object') return Object.values(value).map(String).join(' ');
  return String(value);
}

import type { Expression } from '../../plan/expression.js';
import { typeText } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';

const known = new WeakMap<Expression, string>();

/** Prints an expression so that two have one text exactly when they are the same, positions and names aside. */
export function expressionKey(expression: Expression): string {
  const before = known.get(expression);
  if (before !== undefined) return before;
  const key = print(expression);
  known.set(expression, key);
  return key;
}

/** Tells whether two expressions are the same, positions and names aside. */
export const sameExpression = (a: Expression, b: Expression): boolean =>
  a === b || (a.kind === b.kind && expressionKey(a) === expressionKey(b));

function print(expression: Expression): string {
  const type = (): string => typeText(expression.type);
  switch (expression.kind) {
    case 'constant':
      return `${type()}'${valueText(expression.value)}'`;
    case 'column':
      return `#${expression.id}`;
    case 'call':
      return `${expression.name}/${expression.overload}:${type()}${list(expression.args)}`;
    case 'cast':
      return `${expression.safe ? 'try_cast' : 'cast'}:${type()}(${expressionKey(expression.input)})`;
    case 'and':
    case 'or':
    case 'coalesce':
      return expression.kind + list(expression.args);
    case 'row':
      return `row:${type()}${list(expression.args)}`;
    case 'is_null':
    case 'try':
      return `${expression.kind}(${expressionKey(expression.input)})`;
    case 'field':
      return `field${expression.index}(${expressionKey(expression.input)})`;
    case 'case': {
      const whens = expression.whens.map((when) => list([when.condition, when.result])).join('');
      return `case:${type()}(${whens}${expression.otherwise ? expressionKey(expression.otherwise) : ''})`;
    }
    case 'in':
      return `in${list([expression.value, ...expression.list])}`;
    case 'lambda':
      return `lambda:${type()}${list(expression.parameters)}(${expressionKey(expression.body)})`;
  }
}

const list = (expressions: readonly Expression[]): string => `(${expressions.map(expressionKey).join(',')})`;

const valueText = (value: SqlValue): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return `${part}n`;
    if (typeof part === 'number' && (!Number.isFinite(part) || Object.is(part, -0)))
      return `number ${Object.is(part, -0) ? '-0' : part}`;
    return part instanceof Uint8Array ? `bytes ${part.join()}` : part;
  });

import type { Expression } from '../plan/expression.js';
import { typeText } from '../types/sql-type.js';

const keys = new WeakMap<Expression, string>();

/** Gives equal texts for expressions that compute the same from the same columns. */
export function expressionKey(expression: Expression): string {
  const known = keys.get(expression);
  if (known !== undefined) return known;
  const key = JSON.stringify(partsOf(expression));
  keys.set(expression, key);
  return key;
}

const listKey = (expressions: readonly Expression[]): string[] => expressions.map(expressionKey);

function partsOf(expression: Expression): unknown[] {
  const type = typeText(expression.type);
  switch (expression.kind) {
    case 'constant':
      return ['constant', type, JSON.stringify(expression.value, exactValue)];
    case 'column':
      return ['column', expression.id];
    case 'call':
      return ['call', expression.name, expression.overload, type, ...listKey(expression.args)];
    case 'cast':
      return ['cast', type, expression.safe, expressionKey(expression.input)];
    case 'and':
    case 'or':
    case 'coalesce':
    case 'row':
      return [expression.kind, type, ...listKey(expression.args)];
    case 'is_null':
    case 'try':
      return [expression.kind, expressionKey(expression.input)];
    case 'case':
      return [
        'case',
        type,
        ...expression.whens.map(({ condition, result }) => listKey([condition, result])),
        expression.otherwise ? expressionKey(expression.otherwise) : null,
      ];
    case 'in':
      return ['in', expressionKey(expression.value), ...listKey(expression.list)];
    case 'field':
      return ['field', expression.index, expressionKey(expression.input)];
    case 'lambda':
      return ['lambda', expression.parameters.map(({ id }) => id), expressionKey(expression.body)];
  }
}

function exactValue(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return `number ${value} ${1 / value}`;
  return value;
}

import type { Expression } from '../plan/expression.js';
import { typeText } from '../types/sql-type.js';

/** Numbers expressions so that those that compute the same from the same columns have the same number. */
export class ExpressionKeys {
  readonly #known = new WeakMap<Expression, number>();
  readonly #numbers = new Map<string, number>();
  /** Lambdas' parameters by id: their names do not matter, only which lambda and place they belong to. */
  readonly #parameters = new Map<number, string>();
  #lambdaDepth = 0;

  /** Gives an expression's number. */
  keyOf(expression: Expression): number {
    const known = this.#known.get(expression);
    if (known !== undefined) return known;
    const text = this.#textOf(expression);
    const number = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, number);
    this.#known.set(expression, number);
    return number;
  }

  /** Gives equal texts for equal lists of expressions. */
  listKey(expressions: readonly Expression[]): string {
    return expressions.map((expression) => this.keyOf(expression)).join(',');
  }

  #textOf(expression: Expression): string {
    const type = typeText(expression.type);
    switch (expression.kind) {
      case 'constant':
        return `constant ${type} ${JSON.stringify(expression.value, exactValue)}`;
      case 'column':
        return this.#parameters.get(expression.id) ?? `column ${expression.id}`;
      case 'call':
        return `call ${expression.name} ${expression.overload} ${type} ${this.listKey(expression.args)}`;
      case 'cast':
        return `cast ${type} ${expression.safe} ${this.keyOf(expression.input)}`;
      case 'and':
      case 'or':
      case 'coalesce':
      case 'row':
        return `${expression.kind} ${type} ${this.listKey(expression.args)}`;
      case 'is_null':
      case 'try':
        return `${expression.kind} ${this.keyOf(expression.input)}`;
      case 'case': {
        const whens = expression.whens.map(({ condition, result }) => this.listKey([condition, result]));
        const otherwise = expression.otherwise ? this.keyOf(expression.otherwise) : '';
        return `case ${type} ${whens.join(' ')} ${otherwise}`;
      }
      case 'in':
        return `in ${this.keyOf(expression.value)} ${this.listKey(expression.list)}`;
      case 'field':
        return `field ${expression.index} ${this.keyOf(expression.input)}`;
      case 'lambda': {
        expression.parameters.forEach(({ id }, i) => {
          this.#parameters.set(id, `parameter ${this.#lambdaDepth} ${i}`);
        });
        this.#lambdaDepth++;
        const body = this.keyOf(expression.body);
        this.#lambdaDepth--;
        return `lambda ${type} ${body}`;
      }
    }
  }
}

function exactValue(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return `number ${value} ${1 / value}`;
  return value;
}

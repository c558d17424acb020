import { childrenOf, type Expression } from '../../plan/expression.js';

/** Numbers expressions so that two are equal exactly when their numbers are; each subtree is looked at once. */
export class ExpressionKeys {
  readonly #byObject = new WeakMap<Expression, number>();
  readonly #byText = new Map<string, number>();

  keyOf(expression: Expression): number {
    let key = this.#byObject.get(expression);
    if (key !== undefined) return key;
    const children = childrenOf(expression).map((child) => this.keyOf(child));
    const text = JSON.stringify([ownFacts(expression), children], writeBigInt);
    key = this.#byText.get(text);
    if (key === undefined) {
      key = this.#byText.size;
      this.#byText.set(text, key);
    }
    this.#byObject.set(expression, key);
    return key;
  }
}

const writeBigInt = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);

/** What tells an expression from another of the same children. */
function ownFacts(expression: Expression): unknown {
  const { kind, type } = expression;
  switch (expression.kind) {
    case 'constant':
      return [
        kind,
        type,
        Object.is(expression.value, -0) ? '-0' : expression.value,
        typeof expression.value,
        String(expression.value),
      ];
    case 'column':
      return [kind, expression.id];
    case 'call':
      return [kind, type, expression.name, expression.overload];
    case 'cast':
      return [kind, type, expression.safe];
    case 'case':
      return [kind, type, expression.otherwise !== undefined];
    case 'field':
      return [kind, type, expression.index];
    case 'lambda':
      return [kind, type, expression.parameters.map(({ id }) => id)];
    default:
      return [kind, type];
  }
}

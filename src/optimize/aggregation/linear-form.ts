import { type Expression, mapChildren } from '../../plan/expression.js';
import type { SqlType } from '../../types/sql-type.js';

/** `factor × base + offset` over integers. */
export interface LinearForm {
  readonly base: Expression;
  readonly factor: bigint;
  readonly offset: bigint;
  /** No value of the base's type makes any step overflow. */
  readonly isSafe: boolean;
}

const bitsOf: Readonly<Record<string, bigint>> = { tinyint: 7n, smallint: 15n, integer: 31n, bigint: 63n };

/** The least and the largest number of an integer type; undefined for other types. */
function limitsOf({ kind }: SqlType): readonly [bigint, bigint] | undefined {
  const bits = bitsOf[kind];
  return bits === undefined ? undefined : [-(1n << bits), (1n << bits) - 1n];
}

/** Takes apart sums, differences and products with constants, and casts to wider integers; undefined for what is no integer. */
export function linearForm(expression: Expression): LinearForm | undefined {
  if (!limitsOf(expression.type)) return undefined;
  return stepOf(expression) ?? { base: expression, factor: 1n, offset: 0n, isSafe: true };
}

/** Puts another value of the base's type into a linear expression. */
export const withBase = (expression: Expression, base: Expression, value: Expression): Expression =>
  expression === base ? value : mapChildren(expression, (child) => withBase(child, base, value));

function stepOf(expression: Expression): LinearForm | undefined {
  if (expression.kind === 'cast') {
    const { input, type } = expression;
    const from = bitsOf[input.type.kind];
    return from !== undefined && from <= bitsOf[type.kind]! ? linearForm(input) : undefined;
  }
  if (expression.kind !== 'call') return undefined;
  const [left, right] = expression.args;
  if (!left || !right) return undefined;
  const onLeft = integerOf(left);
  const onRight = integerOf(right);
  switch (expression.name) {
    case '+':
      if (onRight !== undefined) return stepped(expression, left, 1n, onRight);
      return onLeft === undefined ? undefined : stepped(expression, right, 1n, onLeft);
    case '-':
      if (onRight !== undefined) return stepped(expression, left, 1n, -onRight);
      return onLeft === undefined ? undefined : stepped(expression, right, -1n, onLeft);
    case '*':
      if (onRight !== undefined) return stepped(expression, left, onRight, 0n);
      return onLeft === undefined ? undefined : stepped(expression, right, onLeft, 0n);
    default:
      return undefined;
  }
}

function integerOf(expression: Expression): bigint | undefined {
  if (expression.kind !== 'constant' || !limitsOf(expression.type)) return undefined;
  const { value } = expression;
  return typeof value === 'bigint' || typeof value === 'number' ? BigInt(value) : undefined;
}

function stepped({ type }: Expression, input: Expression, factor: bigint, offset: bigint): LinearForm | undefined {
  const inner = linearForm(input);
  if (!inner) return undefined;
  const form = { ...inner, factor: inner.factor * factor, offset: inner.offset * factor + offset };
  const [least, largest] = limitsOf(type)!;
  const ends = limitsOf(form.base.type)!.map((end) => form.factor * end + form.offset);
  return { ...form, isSafe: inner.isSafe && ends.every((end) => least <= end && end <= largest) };
}

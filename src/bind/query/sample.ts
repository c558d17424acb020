import { LakeError } from '../../base/lake-error.js';
import type * as ast from '../../sql/ast.js';
import type { BoundRelation } from '../bind-context.js';
import { findAll } from '../contained-calls.js';

/** Binds TABLESAMPLE; the percentage is arithmetic over literals. */
export function bindSample(
  { method, percentage }: ast.SampledRelation,
  { plan, fields }: BoundRelation,
): BoundRelation {
  const { position } = percentage;
  const isName = ({ kind }: ast.Expression): boolean => kind === 'Identifier' || kind === 'Dereference';
  if (findAll([percentage], isName).length > 0)
    throw new LakeError('EXPRESSION_NOT_CONSTANT', 'Sample percentage cannot contain column references', { position });
  if (percentage.kind === 'NullLiteral')
    throw new LakeError('INVALID_ARGUMENTS', 'Sample percentage cannot be NULL', { position });
  const value = numberOf(percentage);
  if (value === undefined)
    throw new LakeError('TYPE_MISMATCH', 'Sample percentage should be a numeric expression', { position });
  const outOfRange = (bound: string): LakeError =>
    new LakeError('NUMERIC_VALUE_OUT_OF_RANGE', `Sample percentage must be ${bound}`, { position });
  if (!(value >= 0)) throw outOfRange('greater than or equal to 0');
  if (value > 100) throw outOfRange('less than or equal to 100');
  const kind = method === 'BERNOULLI' ? 'bernoulli' : 'system';
  return { plan: { kind: 'Sample', input: plan, method: kind, ratio: value / 100 }, fields };
}

function numberOf(node: ast.Expression): number | undefined {
  switch (node.kind) {
    case 'IntegerLiteral':
    case 'DecimalLiteral':
    case 'DoubleLiteral':
      return Number(node.value);
    case 'ArithmeticUnary': {
      const value = numberOf(node.value);
      return value === undefined || node.operator === '+' ? value : -value;
    }
    case 'ArithmeticBinary': {
      const left = numberOf(node.left);
      const right = numberOf(node.right);
      if (left === undefined || right === undefined) return undefined;
      return arithmetic[node.operator](left, right);
    }
    default:
      return undefined;
  }
}

const arithmetic: Readonly<Record<ast.ArithmeticOperator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

import { LakeError } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import { commonSuperType } from '../../types/coercion.js';
import { isComparable } from '../../types/comparability.js';
import { typeText } from '../../types/sql-type.js';
import { nullOf } from './call.js';
import { coerce, coerceToCommon, requireBoolean } from './coerce.js';
import type { BindNode } from './expression-binder.js';
import { once } from './once.js';
import { compare } from './operator.js';

export const bindIf: BindNode<'If'> = (binder, { condition, whenTrue, whenFalse, position }) => {
  const test = requireBoolean(binder.bind(condition), condition.position, 'IF condition');
  const result = binder.bind(whenTrue);
  if (!whenFalse) return { kind: 'case', type: result.type, whens: [{ condition: test, result }] };
  const otherwise = binder.bind(whenFalse);
  const type = commonSuperType(result.type, otherwise.type);
  if (!type)
    throw new LakeError(
      'TYPE_MISMATCH',
      `Result types for IF must be the same: ${typeText(result.type)} vs ${typeText(otherwise.type)}`,
      { position },
    );
  const whens = [{ condition: test, result: coerce(result, type) }];
  return { kind: 'case', type, whens, otherwise: coerce(otherwise, type) };
};

export const bindSearchedCase: BindNode<'SearchedCase'> = (binder, { whens, otherwise }) => {
  const conditions = whens.map(({ condition }) =>
    requireBoolean(binder.bind(condition), condition.position, 'CASE WHEN clause'),
  );
  const nodes = [...whens.map(({ result }) => result), ...(otherwise ? [otherwise] : [])];
  return makeCase(
    conditions,
    nodes.map((node) => binder.bind(node)),
    nodes.map(({ position }) => position),
  );
};

export const bindSimpleCase: BindNode<'SimpleCase'> = (binder, { operand, whens, otherwise }) => {
  const value = once(binder, binder.bind(operand));
  let type = value.type;
  const tests = whens.map(({ condition }) => {
    const test = binder.bind(condition);
    const common = commonSuperType(type, test.type);
    if (!common || !isComparable(common)) {
      const message = `CASE operand type does not match WHEN clause operand type: ${typeText(value.type)} vs ${typeText(test.type)}`;
      throw new LakeError('TYPE_MISMATCH', message, { position: condition.position });
    }
    type = common;
    return test;
  });
  const conditions = tests.map((test, i) =>
    compare('=', coerce(value, type), coerce(test, type), whens[i]!.condition.position),
  );
  const nodes = [...whens.map(({ result }) => result), ...(otherwise ? [otherwise] : [])];
  return makeCase(
    conditions,
    nodes.map((node) => binder.bind(node)),
    nodes.map(({ position }) => position),
  );
};

function makeCase(
  conditions: readonly Expression[],
  results: readonly Expression[],
  positions: Parameters<typeof coerceToCommon>[1],
): Expression {
  const { type, expressions } = coerceToCommon(results, positions, 'All CASE results');
  const whens = conditions.map((condition, i) => ({ condition, result: expressions[i]! }));
  return { kind: 'case', type, whens, otherwise: expressions[conditions.length] };
}

export const bindCoalesce: BindNode<'Coalesce'> = (binder, { operands }) => {
  const bound = operands.map((operand) => binder.bind(operand));
  const positions = operands.map(({ position }) => position);
  const { type, expressions } = coerceToCommon(bound, positions, 'All COALESCE operands');
  return { kind: 'coalesce', type, args: expressions };
};

export const bindNullIf: BindNode<'NullIf'> = (binder, { first, second, position }) => {
  const value = once(binder, binder.bind(first));
  const other = binder.bind(second);
  const common = commonSuperType(value.type, other.type);
  if (!common || !isComparable(common))
    throw new LakeError(
      'TYPE_MISMATCH',
      `Types are not comparable with NULLIF: ${typeText(value.type)} vs ${typeText(other.type)}`,
      { position },
    );
  const condition = compare('=', value, other, position);
  return { kind: 'case', type: value.type, whens: [{ condition, result: nullOf(value.type) }], otherwise: value };
};

export const bindTry: BindNode<'Try'> = (binder, { value }) => {
  const input = binder.bind(value);
  return { kind: 'try', type: input.type, input };
};

import { LakeError } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import { isCastable } from '../../types/castable.js';
import { arrayType, rowType, type SqlType, sameType, typeText } from '../../types/sql-type.js';
import { nullOf, tryCallOperator } from './call.js';
import { coerceToCommon } from './coerce.js';
import type { BindNode } from './expression-binder.js';
import { bindType } from './written-type.js';

export const bindCast: BindNode<'Cast'> = (binder, { value, type: written, isSafe, position }) => {
  const type = bindType(written, position);
  const input = binder.bind(value);
  if (!isCastable(input.type, type))
    throw new LakeError('TYPE_MISMATCH', `Cannot cast ${typeText(input.type)} to ${typeText(type)}`, { position });
  if (sameType(input.type, type)) return input;
  if (input.kind === 'constant' && input.value === null) return nullOf(type);
  return { kind: 'cast', type, input: isSafe ? input : castableJson(input, type), safe: isSafe, position };
};

/** A text that is no JSON fails as the cast's where the cast takes it apart. */
const castableJson = (input: Expression, { kind }: SqlType): Expression =>
  input.kind === 'call' && input.name === 'json_parse' && (kind === 'array' || kind === 'map' || kind === 'row')
    ? { ...input, name: '$castable_json' }
    : input;

export const bindArray: BindNode<'ArrayConstructor'> = (binder, { elements, position }) => {
  const bound = elements.map((element) => binder.bind(element));
  const positions = elements.map((element) => element.position);
  const { type, expressions } = coerceToCommon(bound, positions, 'All ARRAY elements');
  return { kind: 'call', type: arrayType(type), name: '$array', overload: 0, args: expressions, position };
};

export const bindRow: BindNode<'RowConstructor'> = (binder, { fields }) => {
  const args = fields.map((field) => binder.bind(field));
  return { kind: 'row', type: rowType(args.map(({ type }) => ({ type }))), args };
};

export const bindSubscript: BindNode<'Subscript'> = (binder, { base, index, position }) => {
  const input = binder.bind(base);
  if (input.type.kind === 'row') {
    const { fields } = input.type;
    if (index.kind !== 'IntegerLiteral')
      throw new LakeError('EXPRESSION_NOT_CONSTANT', 'Subscript expression on ROW requires a constant index', {
        position: index.position,
      });
    const { value, position: indexPosition } = index;
    const invalid = (message: string): LakeError =>
      new LakeError('INVALID_FUNCTION_ARGUMENT', message, { position: indexPosition });
    if (value <= 0n) throw invalid(`Invalid subscript index: ${value}. ROW indices start at 1`);
    if (value > fields.length) throw invalid(`Subscript index out of bounds: ${value}, max value is ${fields.length}`);
    const field = Number(value) - 1;
    return { kind: 'field', type: fields[field]!.type, input, index: field };
  }
  const key = binder.bind(index);
  const call = tryCallOperator('[]', [input, key], position);
  if (!call) {
    const message = `Cannot use ${typeText(key.type)} for subscript of ${typeText(input.type)}`;
    throw new LakeError('TYPE_MISMATCH', message, { position });
  }
  return call;
};

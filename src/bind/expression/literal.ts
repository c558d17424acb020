import { LakeError, type Position } from '../../base/lake-error.js';
import type { Constant, Expression } from '../../plan/expression.js';
import { isIntervalRange, parseDaySecond, parseYearMonth } from '../../types/parse-interval.js';
import { parseType } from '../../types/parse-type.js';
import { type ParseContext, parseLiteral, parseValue } from '../../types/parse-value.js';
import {
  BIGINT,
  BOOLEAN,
  charType,
  DOUBLE,
  INTEGER,
  INTERVAL_DAY_SECOND,
  INTERVAL_YEAR_MONTH,
  type SqlType,
  UNKNOWN,
  VARBINARY,
  VARCHAR,
  varcharType,
} from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { zoneOf } from '../../types/time-zone.js';
import type { BindSession } from '../bind-context.js';
import { callFunction } from './call.js';
import type { BindNode } from './expression-binder.js';

/** Makes a constant. */
export const constant = (type: SqlType, value: SqlValue): Constant => ({ kind: 'constant', type, value });

const surrogatePair = /[\uD800-\uDBFF][\uDC00-\uDFFF]/g;

/** Counts the code points of a text, which is its length in SQL. */
export const codePointCount = (text: string): number => text.length - (text.match(surrogatePair)?.length ?? 0);

/** Makes a varchar(n) constant. */
export const textConstant = (text: string): Constant => constant(varcharType(codePointCount(text)), text);

/** Gives what reading dates and times needs of the session. */
export const parseContextOf = (session: BindSession): ParseContext => ({
  zone: zoneOf(session.timeZone),
  get startMillis() {
    return session.startMillis;
  },
});

export const bindNull: BindNode<'NullLiteral'> = () => constant(UNKNOWN, null);
export const bindBoolean: BindNode<'BooleanLiteral'> = (_, { value }) => constant(BOOLEAN, value);
export const bindString: BindNode<'StringLiteral'> = (_, { value }) => textConstant(value);
export const bindBinary: BindNode<'BinaryLiteral'> = (_, { value }) => constant(VARBINARY, value);
export const bindDouble: BindNode<'DoubleLiteral'> = (_, { value }) => constant(DOUBLE, value);

export const bindInteger: BindNode<'IntegerLiteral'> = (_, { value }) =>
  value >= -(2n ** 31n) && value < 2n ** 31n ? constant(INTEGER, Number(value)) : constant(BIGINT, value);

export const bindDecimal: BindNode<'DecimalLiteral'> = ({ context }, { value, position }) => {
  const { session } = context;
  if (session.settings.decimalLiteralsAsDouble) return constant(DOUBLE, Number(value));
  const literal = parseLiteral('DECIMAL', value, parseContextOf(session), position);
  return constant(literal.type, literal.value);
};

export const bindTyped: BindNode<'TypedLiteral'> = ({ context }, node) => {
  const { value: text, position } = node;
  const name = node.type.toUpperCase();
  const parseContext = parseContextOf(context.session);
  switch (name) {
    case 'DATE':
    case 'TIME':
    case 'TIMESTAMP':
    case 'DECIMAL': {
      const { type, value } = parseLiteral(name, text, parseContext, position);
      return constant(type, value);
    }
    case 'CHAR':
      return constant(charType(codePointCount(text)), text.replace(/ +$/, ''));
    case 'VARCHAR':
      return constant(VARCHAR, text);
    case 'VARBINARY':
      return constant(VARBINARY, new TextEncoder().encode(text));
    case 'JSON':
      if (!isJson(text)) throw invalidLiteral(text, name, position);
      return callFunction('json_parse', [constant(VARCHAR, text)], position);
    default:
      return bindByCast(text, name, parseType(node.type), parseContext, position);
  }
};

const invalidLiteral = (text: string, type: string, position: Position): LakeError =>
  new LakeError('INVALID_LITERAL', `'${text}' is not a valid ${type} literal`, { position });

function bindByCast(text: string, name: string, type: SqlType, context: ParseContext, position: Position): Expression {
  if ('element' in type || 'key' in type || 'fields' in type || type.kind === 'unknown')
    throw new LakeError('OPERATOR_NOT_FOUND', `Cannot cast varchar to ${name.toLowerCase()}`);
  try {
    return constant(type, parseValue(text, type, context));
  } catch (error) {
    if (error instanceof LakeError && error.type === 'USER_ERROR') throw invalidLiteral(text, name, position);
    throw error;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

export const bindInterval: BindNode<'IntervalLiteral'> = (_, { value: text, isNegative, from, to, position }) => {
  if (to && !isIntervalRange(from, to))
    throw new LakeError('INVALID_LITERAL', `Invalid interval qualifier: ${from} TO ${to}`, { position });
  const isLong = from === 'YEAR' || from === 'MONTH';
  const size = isLong ? parseYearMonth(text, from, to ?? from) : parseDaySecond(text, from, to ?? from);
  if (size === undefined)
    throw new LakeError('INVALID_LITERAL', `Invalid INTERVAL ${to ? `${from} TO ${to}` : from} value: ${text}`, {
      position,
    });
  return constant(isLong ? INTERVAL_YEAR_MONTH : INTERVAL_DAY_SECOND, isNegative ? -size : size);
};

export const bindParameter: BindNode<'Parameter'> = ({ context }, { index, position }) => {
  const value = context.parameters[index];
  if (!value)
    throw new LakeError('INVALID_PARAMETER_USAGE', `There is no value for parameter ${index + 1}`, { position });
  return value;
};

import { scalarFunction } from '../../src/functions/registry.js';
import type { Constant, Expression } from '../../src/plan/expression.js';
import { equalValues, sameValue } from '../../src/types/compare-values.js';
import type { SqlValue } from '../../src/types/sql-value.js';

/** The values of a row's columns, by column id. */
export type Row = ReadonlyMap<number, SqlValue>;

type Strict = (...args: never[]) => SqlValue;

/** Operators on bigints, as the tests' plans use them. */
const bigintOperators: Readonly<Record<string, Strict>> = {
  '+': (a: bigint, b: bigint) => a + b,
  '-': (a: bigint, b: bigint) => a - b,
  '*': (a: bigint, b: bigint) => a * b,
  '/': (a: bigint, b: bigint) => divide(a, b),
  '%': (a: bigint, b: bigint) => a % b,
  not: (a: boolean) => !a,
};

function divide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new Error('DIVISION_BY_ZERO');
  return a / b;
}

/** Evaluates a bound expression for one row: slow, and obviously what SQL says. */
export function evaluateExpression(expression: Expression, row: Row): SqlValue {
  const of = (child: Expression): SqlValue => evaluateExpression(child, row);
  switch (expression.kind) {
    case 'constant':
      return expression.value;
    case 'column': {
      const value = row.get(expression.id);
      if (value === undefined) throw new Error(`no column ${expression.name}#${expression.id}`);
      return value;
    }
    case 'call':
      return evaluateCall(expression.name, expression.overload, expression.args.map(of), expression);
    case 'cast': {
      const value = of(expression.input);
      return typeof value === 'bigint' && expression.type.kind === 'double' ? Number(value) : value;
    }
    case 'and':
      return allOf(expression.args, of);
    case 'or': {
      const negated = allOf(expression.args, (arg) => negate(of(arg)));
      return negate(negated);
    }
    case 'is_null':
      return of(expression.input) === null;
    case 'case': {
      const when = expression.whens.find(({ condition }) => of(condition) === true);
      if (when) return of(when.result);
      return expression.otherwise ? of(expression.otherwise) : null;
    }
    case 'coalesce': {
      for (const arg of expression.args) {
        const value = of(arg);
        if (value !== null) return value;
      }
      return null;
    }
    case 'in': {
      const value = of(expression.value);
      const equal = expression.list.map((item) => compareEqual(value, of(item), expression.value));
      return equal.includes(true) ? true : equal.includes(null) ? null : false;
    }
    case 'try':
      return valueOrElse(null, () => of(expression.input));
    default:
      throw new Error(`the tests do not evaluate ${expression.kind}`);
  }
}

function valueOrElse(fallback: SqlValue, evaluate: () => SqlValue): SqlValue {
  try {
    return evaluate();
  } catch {
    return fallback;
  }
}

const negate = (value: SqlValue): SqlValue => (value === null ? null : !value);

function allOf(args: readonly Expression[], of: (arg: Expression) => SqlValue): SqlValue {
  let answer: SqlValue = true;
  for (const arg of args) {
    const value = of(arg);
    if (value === false) return false;
    if (value === null) answer = null;
  }
  return answer;
}

const compareEqual = (a: SqlValue, b: SqlValue, typed: Expression): boolean | null =>
  a === null || b === null ? null : equalValues(a, b, typed.type);

function evaluateCall(name: string, overload: number, args: readonly SqlValue[], call: Expression): SqlValue {
  if (name === '$multiple_rows') throw new Error('SUBQUERY_MULTIPLE_ROWS');
  if (call.kind !== 'call') throw new Error('a call');
  const [type] = call.args.map((arg) => arg.type);
  if (name === 'is_distinct_from')
    return args[0] === null || args[1] === null ? args[0] !== args[1] : !sameValue(args[0]!, args[1]!, type!);
  if (args.includes(null)) return null;
  const operator = bigintOperators[name];
  if (operator && typeof args[0] !== 'number')
    return (operator as (...values: readonly SqlValue[]) => SqlValue)(...args);
  if (name === '/') return (args[0] as number) / (args[1] as number);
  const host = scalarFunction(name)?.overloads[overload]?.host;
  if (!host) throw new Error(`the tests do not evaluate ${name}`);
  const types = { args: call.args.map((arg) => arg.type), returns: call.type };
  const session = { startMillis: 0, timeZone: 'UTC', user: '', catalog: '', schema: '', queryId: '' };
  return host(args, { ...types, lambdas: [], session, memo: new Map() });
}

/** Folds an expression without columns; undefined when it fails or is beyond the tests' means. */
export function evaluateConstant(expression: Expression): Constant | undefined {
  try {
    return { kind: 'constant', type: expression.type, value: evaluateExpression(expression, new Map()) };
  } catch {
    return undefined;
  }
}

import type { ScalarFunction } from '../../functions/definition.js';
import { scalarFunction } from '../../functions/registry.js';
import { type Call, type Cast, childrenOf, type Expression } from '../../plan/expression.js';
import { canCoerce } from '../../types/coercion.js';
import type { SqlType } from '../../types/sql-type.js';

/** Tells whether an expression has one value for one row, however often it is evaluated. */
export const isDeterministic = (expression: Expression): boolean =>
  (expression.kind !== 'call' || scalarFunction(expression.name)?.deterministic !== false) &&
  childrenOf(expression).every(isDeterministic);

/** Tells whether evaluating an expression may raise an error for some row. */
export function canFail(expression: Expression): boolean {
  switch (expression.kind) {
    case 'call':
      if (!callNeverFails(expression)) return true;
      break;
    case 'cast':
      if (!castNeverFails(expression)) return true;
      break;
    case 'in':
      if (holdsValues(expression.value.type)) return true;
      break;
    case 'try':
      return false;
    default:
  }
  return childrenOf(expression).some(canFail);
}

/** Tells whether a call is NULL whenever one of its arguments is. */
export const isStrict = (call: Call): boolean =>
  scalarFunction(call.name)?.overloads[call.overload]?.nulls !== 'called' && scalarFunction(call.name) !== undefined;

/** The six comparisons. */
export type ComparisonName = '=' | '<>' | '<' | '<=' | '>' | '>=';

const comparisons: ReadonlySet<string> = new Set<ComparisonName>(['=', '<>', '<', '<=', '>', '>=']);

/** Tells whether a call is one of the six comparisons. */
export const isComparison = (expression: Expression): expression is Call & { readonly name: ComparisonName } =>
  expression.kind === 'call' && comparisons.has(expression.name);

function callNeverFails(call: Call): boolean {
  const definition: ScalarFunction | undefined = scalarFunction(call.name);
  const types = { args: call.args.map(({ type }) => type), returns: call.type };
  const { neverFails } = definition ?? {};
  if (typeof neverFails === 'boolean') return neverFails;
  if (neverFails) {
    const literals = call.args.map((arg) => (arg.kind === 'constant' ? arg.value : undefined));
    return neverFails(types, literals);
  }
  if (comparisons.has(call.name)) return !types.args.some(holdsValues);
  if (call.name === 'not') return true;
  return isArithmetic(call.name) && neverOverflows(call.name, call.type);
}

/** Comparing structures fails where it meets NULL inside. */
const holdsValues = (type: SqlType): boolean => type.kind === 'array' || type.kind === 'map' || type.kind === 'row';

const isArithmetic = (name: string): boolean => ['+', '-', '*', '/', '%', 'negate'].includes(name);

function neverOverflows(operator: string, type: SqlType): boolean {
  if (type.kind === 'double' || type.kind === 'real') return true;
  return type.kind === 'decimal' && type.precision < 38 && operator !== '/' && operator !== '%';
}

function castNeverFails({ type, input, safe }: Cast): boolean {
  const from = input.type;
  if (safe || canCoerce(from, type)) return true;
  const isText = (kind: SqlType): boolean => kind.kind === 'varchar' || kind.kind === 'char';
  if (isText(from) && isText(type)) return true;
  if (type.kind === 'varchar' && type.length === undefined) return !holdsValues(from) && from.kind !== 'varbinary';
  return from.kind === 'timestamp' && (type.kind === 'date' || type.kind === 'timestamp');
}

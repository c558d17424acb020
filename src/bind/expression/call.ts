import { LakeError, type Position } from '../../base/lake-error.js';
import type { FunctionDefinition } from '../../functions/definition.js';
import { findFunction } from '../../functions/registry.js';
import { type ResolvedOverload, resolveOverload, tryResolveOverload } from '../../functions/resolve-overload.js';
import type { Call, Expression } from '../../plan/expression.js';
import { BOOLEAN, type SqlType } from '../../types/sql-type.js';
import { coerce } from './coerce.js';

/** Chooses the overload of a function of the engine's own; throws FUNCTION_NOT_FOUND as a call in SQL does. */
export function resolveCall(
  name: string,
  args: readonly Expression[],
  position?: Position,
): { readonly definition: FunctionDefinition; readonly resolved: ResolvedOverload } {
  const definition = findFunction(name);
  if (!definition) throw new LakeError('FUNCTION_NOT_FOUND', `Function '${name}' not registered`, { position });
  const types = args.map(({ type }) => type);
  return { definition, resolved: resolveOverload(definition, types, position) };
}

/** Calls a function of the engine's own with arguments already bound; throws FUNCTION_NOT_FOUND as a call in SQL does. */
export function callFunction(name: string, args: readonly Expression[], position?: Position): Call {
  const { definition, resolved } = resolveCall(name, args, position);
  return makeCall(definition.name, args, resolved, position);
}

/** Calls an operator; undefined where it does not take these types. */
export function tryCallOperator(name: string, args: readonly Expression[], position?: Position): Call | undefined {
  const definition = findFunction(name);
  if (!definition) return undefined;
  const types = args.map(({ type }) => type);
  const resolved = tryResolveOverload(definition, types);
  return resolved && makeCall(definition.name, args, resolved, position);
}

function makeCall(
  name: string,
  args: readonly Expression[],
  resolved: ResolvedOverload,
  position: Position | undefined,
): Call {
  return {
    kind: 'call',
    type: resolved.returns,
    name,
    overload: resolved.overload,
    args: args.map((arg, i) => coerce(arg, resolved.args[i]!)),
    position,
  };
}

/** Negates a condition. */
export const not = (condition: Expression): Expression =>
  condition.kind === 'call' && condition.name === 'not'
    ? condition.args[0]!
    : { kind: 'call', type: BOOLEAN, name: 'not', overload: 0, args: [condition] };

/** Joins conditions with AND. */
export function and(conditions: readonly Expression[]): Expression {
  const args = conditions.flatMap((condition) => (condition.kind === 'and' ? condition.args : [condition]));
  if (args.length === 0) return trueConstant;
  return args.length === 1 ? args[0]! : { kind: 'and', type: BOOLEAN, args };
}

/** Gives the conjuncts of a condition. */
export const conjunctsOf = (condition: Expression): readonly Expression[] =>
  condition.kind === 'and' ? condition.args.flatMap(conjunctsOf) : [condition];

export const trueConstant: Expression = { kind: 'constant', type: BOOLEAN, value: true };

/** Makes NULL of a type. */
export const nullOf = (type: SqlType): Expression => ({ kind: 'constant', type, value: null });

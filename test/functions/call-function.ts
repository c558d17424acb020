import type { HostCall, SessionFacts } from '../../src/functions/definition.js';
import { scalarFunction } from '../../src/functions/registry.js';
import { resolveOverload } from '../../src/functions/resolve-overload.js';
import type { ArgumentType } from '../../src/functions/unify.js';
import { parseType } from '../../src/types/parse-type.js';
import type { SqlType } from '../../src/types/sql-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { runScalar } from './emit-runner.js';

export const session: SessionFacts = {
  startMillis: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  timeZone: 'UTC',
  user: 'test',
  catalog: 'awsdatacatalog',
  schema: 'default',
  queryId: 'test',
};

type Lambda = (...args: SqlValue[]) => SqlValue;

/** What a call gives and the type it was bound to. */
export interface CallResult {
  readonly value: SqlValue;
  readonly type: SqlType;
}

function argumentType(text: string): ArgumentType {
  const lambda = /^lambda\((\d)\) -> (.*)$/.exec(text);
  if (!lambda) return parseType(text);
  return { kind: 'lambda', returns: () => parseType(lambda[2]!) };
}

/**
 * Calls a scalar function with arguments that have exactly the types named: emitted code where there is some (with literals known
 * and unknown, which must agree), else the host's. The type of a lambda of two parameters is written `lambda(2) -> bigint`.
 */
export function callFunction(
  name: string,
  typeNames: readonly string[],
  args: readonly (SqlValue | Lambda)[],
  sessionFacts: SessionFacts = session,
): CallResult {
  const definition = scalarFunction(name)!;
  const types = typeNames.map(argumentType);
  const resolved = resolveOverload(definition, types);
  const overload = definition.overloads[resolved.overload]!;
  const values = args.map((arg) => (typeof arg === 'function' ? null : arg));
  const bound = { args: resolved.args, returns: resolved.returns };
  if (overload.kernel || (overload.emit && (overload.emitsFor?.(bound) ?? true))) {
    const value = runScalar(overload, bound, values);
    const ofLiterals = runScalar(overload, bound, values, true);
    if (String(JSON.stringify(value, bigintText)) !== String(JSON.stringify(ofLiterals, bigintText)))
      throw new Error(`${name} of literals gives ${ofLiterals}, else ${value}`);
    return { value, type: resolved.returns };
  }
  if (overload.nulls !== 'called' && args.includes(null)) return { value: null, type: resolved.returns };
  const lambdas = args.filter((arg) => typeof arg === 'function');
  const call: HostCall = { ...bound, lambdas, session: sessionFacts, memo: new Map() };
  return { value: overload.host!(values, call), type: resolved.returns };
}

const bigintText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);

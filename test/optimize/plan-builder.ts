import { findFunction } from '../../src/functions/registry.js';
import { resolveOverload } from '../../src/functions/resolve-overload.js';
import { visitNodes } from '../../src/optimize/rewrite-nodes.js';
import type { OptimizerContext } from '../../src/optimize/rule.js';
import { noStatistics } from '../../src/optimize/statistics.js';
import type { Call, ColumnReference, Constant, Expression } from '../../src/plan/expression.js';
import {
  type AggregateCall,
  type Filter,
  inputsOf,
  type Join,
  type LogicalPlan,
  outputsOf,
  type Project,
  type Scan,
} from '../../src/plan/logical-plan.js';
import { verifyPlan } from '../../src/plan/verify-plan.js';
import { BIGINT, BOOLEAN, type SqlType } from '../../src/types/sql-type.js';
import { evaluateConstant } from './evaluate-expression.js';

/** Numbers columns from one counter, so that what a test builds and what rules add never meet. */
export class PlanBuilder {
  #next = 1;

  id(): number {
    return this.#next++;
  }

  column(name: string, type: SqlType = BIGINT): ColumnReference {
    return { kind: 'column', type, id: this.id(), name };
  }

  scan(name: string, columns: readonly string[], types: readonly SqlType[] = []): Scan {
    return {
      kind: 'Scan',
      outputs: columns.map((column, index) => this.column(column, types[index] ?? BIGINT)),
      columns,
      table: { catalog: 'c', schema: 's', name, handle: name },
    };
  }

  aggregate(name: string, args: readonly Expression[], rest: Partial<AggregateCall> = {}): AggregateCall {
    const { overload, returns } = resolveOverload(
      findFunction(name)!,
      args.map(({ type }) => type),
    );
    return { output: this.column(name, returns), name, overload, args, distinct: false, ...rest };
  }

  /** A context without statistics that verifies every plan that a rule makes. */
  context(rest: Partial<OptimizerContext> = {}): OptimizerContext {
    return {
      statistics: noStatistics,
      settings: { enabled: true },
      nextColumnId: () => this.id(),
      evaluate: evaluateConstant,
      onChange: (rule, plan) => verifyChange(rule, plan),
      ...rest,
    };
  }
}

/** Verifies a plan and names the rule that made it when it is broken. */
export function verifyChange(rule: string, plan: LogicalPlan): void {
  try {
    verifyPlan({ plan, columns: [] });
    verifyProducers(plan);
  } catch (error) {
    throw new Error(`after ${rule}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

/** Asserts that each column is made by one node of the whole plan. */
function verifyProducers(plan: LogicalPlan): void {
  const producers = new Map<number, string>();
  visitNodes(plan, (node) => {
    const passed = new Set(inputsOf(node).flatMap((input) => outputsOf(input).map(({ id }) => id)));
    for (const [index, { id, name }] of outputsOf(node).entries()) {
      const expression = node.kind === 'Project' ? node.expressions[index] : undefined;
      const isPassedOn = expression ? expression.kind === 'column' && expression.id === id : passed.has(id);
      if (isPassedOn) continue;
      if (producers.has(id)) throw new Error(`${name}#${id} is made by ${producers.get(id)} and ${node.kind}`);
      producers.set(id, node.kind);
    }
  });
}

export const big = (value: number | null): Constant => ({
  kind: 'constant',
  type: BIGINT,
  value: value === null ? null : BigInt(value),
});

/** Calls a function with arguments that have the overload's types. */
export function call(name: string, ...args: readonly Expression[]): Call {
  const definition = findFunction(name)!;
  const { overload, returns } = resolveOverload(
    definition,
    args.map(({ type }) => type),
  );
  return { kind: 'call', type: returns, name, overload, args };
}

export const and = (...args: readonly Expression[]): Expression => ({ kind: 'and', type: BOOLEAN, args });
export const or = (...args: readonly Expression[]): Expression => ({ kind: 'or', type: BOOLEAN, args });
export const filter = (input: LogicalPlan, condition: Expression): Filter => ({ kind: 'Filter', input, condition });

export const project = (input: LogicalPlan, columns: readonly (readonly [ColumnReference, Expression])[]): Project => ({
  kind: 'Project',
  input,
  outputs: columns.map(([column]) => column),
  expressions: columns.map(([, expression]) => expression),
});

export const join = (type: Join['type'], left: LogicalPlan, right: LogicalPlan, condition?: Expression): Join => ({
  kind: 'Join',
  type,
  left,
  right,
  equal: [],
  ...(condition ? { filter: condition } : {}),
});

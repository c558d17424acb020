import type { ColumnReference, Expression } from '../../plan/expression.js';
import { type Aggregate, type Join, type LogicalPlan, outputsOf } from '../../plan/logical-plan.js';
import { type ColumnSet, idsOf, usesAny } from '../expression/columns-used.js';
import { substituteColumns } from '../expression/substitution.js';
import { isCorrelatedTo } from '../free-columns.js';
import type { EqualPair } from '../join-building.js';
import { copyPlan } from '../plan-copy.js';
import { visitNodes } from '../rewrite-nodes.js';
import type { OptimizerContext } from '../rule.js';

/** For each correlated outer column the column of a plan that holds its value. */
export type Bindings = ReadonlyMap<number, ColumnReference>;

/**
 * A subquery without its correlation: for every combination of values that the correlated columns have (the domain) the subquery's rows,
 * with the combination in `bindings`. A plan that does not depend on the combination has no bindings.
 */
export interface Unnested {
  readonly plan: LogicalPlan;
  readonly bindings?: Bindings | undefined;
}

/** An Unnested that has its bindings. */
export interface Bound extends Unnested {
  readonly bindings: Bindings;
}

/** One dependent join that is being pushed into its right side. */
export class DependentJoin {
  readonly context: OptimizerContext;
  /** The columns of the outer plan that the subquery uses. */
  readonly correlated: ColumnSet;
  /** Bindings of the recursions whose steps are being unnested, by their ids. */
  readonly recursions = new Map<
    number,
    { readonly outputs: readonly ColumnReference[]; readonly bindings: Bindings }
  >();
  readonly #outer: LogicalPlan;

  constructor(outer: LogicalPlan, correlated: ColumnSet, context: OptimizerContext) {
    this.context = context;
    this.correlated = correlated;
    this.#outer = outer;
  }

  /** Makes the distinct combinations of the correlated columns, each time as a plan with columns of its own. */
  domain(): Bound {
    const copy = copyPlan(this.#outer, this.context);
    const bindings = new Map([...this.correlated.keys()].map((id) => [id, copy.columns.get(id)!]));
    const plan: Aggregate = { kind: 'Aggregate', input: copy.plan, keys: [...bindings.values()], aggregates: [] };
    return { plan, bindings };
  }

  /** Tells whether a plan's rows depend on the combination. */
  dependsOn(plan: LogicalPlan): boolean {
    if (isCorrelatedTo(plan, this.correlated)) return true;
    if (this.recursions.size === 0) return false;
    let found = false;
    visitNodes(plan, (node) => {
      found ||= node.kind === 'RecursionReference' && this.recursions.has(node.recursionId);
    });
    return found;
  }

  /** Tells whether one of the expressions uses a correlated column. */
  isUsedIn(...expressions: readonly (Expression | undefined)[]): boolean {
    return expressions.some((expression) => expression && usesAny(expression, this.correlated));
  }

  /** Gives a plan that needs none its bindings: a cross join with the domain. */
  bind({ plan, bindings }: Unnested): Bound {
    if (bindings) return { plan, bindings };
    const domain = this.domain();
    const cross: Join = { kind: 'Join', type: 'inner', left: domain.plan, right: plan, equal: [] };
    return { plan: cross, bindings: domain.bindings };
  }
}

/** Replaces the correlated columns in an expression by the columns that hold their values. */
export const rebind = (expression: Expression, bindings: Bindings): Expression =>
  substituteColumns(expression, bindings);

/** Equal pairs, NULL being equal to NULL, that join two plans on the same combination. */
export const samePairs = (left: Bindings, right: Bindings): EqualPair[] =>
  [...left].map(([id, column]) => ({ left: column, right: right.get(id)!, nullsEqual: true }));

/** The columns that hold a combination, those left out that a plan's own outputs already include. */
export function bindingColumns(bindings: Bindings, outputs: readonly ColumnReference[] = []): ColumnReference[] {
  const have = idsOf(outputs);
  return [...bindings.values()].filter(({ id }) => !have.has(id));
}

/** New columns for the combination, such as a union's. */
export function freshBindings(bindings: Bindings, context: OptimizerContext): Map<number, ColumnReference> {
  return new Map([...bindings].map(([id, column]) => [id, { ...column, id: context.nextColumnId() }]));
}

/** The outputs of a plan with the combination's columns last. */
export const outputsWith = (plan: LogicalPlan, bindings: Bindings): readonly ColumnReference[] => {
  const outputs = outputsOf(plan);
  return [...outputs, ...bindingColumns(bindings, outputs)];
};

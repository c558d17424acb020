import type { ColumnReference, Expression } from '../../plan/expression.js';
import {
  type Aggregate,
  type Join,
  type LogicalPlan,
  outputsOf,
  type Project,
  type Window,
} from '../../plan/logical-plan.js';
import { expressionsOf } from '../../plan/plan-expressions.js';
import { noRowsValue } from '../aggregation/no-rows-value.js';
import { rankedRows } from '../aggregation/ranked-rows.js';
import { newColumn } from '../expression/call-building.js';
import { type ColumnSet, columnsUsedByAll, idsOf, usesAny } from '../expression/columns-used.js';
import { andOf, conjunctsOf, optionalAndOf } from '../expression/conjuncts.js';
import { canFail } from '../expression/evaluation.js';
import { substituteColumns } from '../expression/substitution.js';
import { isCorrelatedTo } from '../free-columns.js';
import { outputIds } from '../output-ids.js';
import { withColumns } from '../projection.js';
import type { OptimizerContext } from '../rule.js';

/** A subquery whose conditions on the outer row were taken out: the rows of `plan` that meet `conditions` are the subquery's. */
export interface Pulled {
  readonly plan: LogicalPlan;
  /** Over the outer columns and the outputs of `plan`. */
  readonly conditions: readonly Expression[];
  /** For a subquery that has one row also where no row of `plan` meets the conditions: the values of its columns then. */
  readonly ofNoRows?: ReadonlyMap<number, Expression> | undefined;
}

/** How a subquery is taken apart. */
export interface PullContext {
  readonly correlated: ColumnSet;
  readonly context: OptimizerContext;
}

/**
 * Takes the conditions on the outer row out of a subquery, through groupings where they compare with `=`:
 *
 *     Aggregate[sum(x)]              →   Aggregate[keys k; sum(x)] and the condition outer = k
 *       Filter[k = outer AND y > 0]        Filter[y > 0]
 *
 * Undefined where that does not do; `unnest` then does the general thing. With `isSet` the rows' number does not matter.
 */
export function pullUp(plan: LogicalPlan, pull: PullContext, isSet: boolean): Pulled | undefined {
  if (!isCorrelatedTo(plan, pull.correlated)) return { plan, conditions: [] };
  switch (plan.kind) {
    case 'Filter':
      return pullFilter(plan, pull, isSet);
    case 'Project':
      return pullProject(plan, pull, isSet);
    case 'Sort':
      return pullUp(plan.input, pull, isSet);
    case 'Limit':
    case 'TopN':
      return pullLimit(plan, pull);
    case 'Aggregate':
      return pullAggregate(plan, pull, isSet);
    case 'Window':
      return pullWindow(plan, pull);
    case 'Join':
      return pullJoin(plan, pull, isSet);
    case 'EnforceSingleRow': {
      const pulled = pullUp(plan.input, pull, false);
      return pulled?.ofNoRows ? pulled : undefined;
    }
    case 'Unnest':
    case 'AssignUniqueId': {
      if (usesOuter(plan, pull)) return undefined;
      const pulled = pullUp(plan.input, pull, isSet);
      return pulled && !pulled.ofNoRows ? { ...pulled, plan: { ...plan, input: pulled.plan } } : undefined;
    }
    default:
      return undefined;
  }
}

const usesOuter = (plan: LogicalPlan, { correlated }: PullContext): boolean =>
  expressionsOf(plan).some((expression) => usesAny(expression, correlated));

function pullFilter(
  plan: Extract<LogicalPlan, { kind: 'Filter' }>,
  pull: PullContext,
  isSet: boolean,
): Pulled | undefined {
  const input = pullUp(plan.input, pull, isSet);
  if (!input || input.ofNoRows) return undefined;
  const kept: Expression[] = [];
  const conditions: Expression[] = [...input.conditions];
  for (const condition of conjunctsOf(plan.condition)) {
    const isGuarded = conditions.length > 0 && canFail(condition);
    if (isGuarded || usesAny(condition, pull.correlated)) conditions.push(condition);
    else kept.push(condition);
  }
  const filter = optionalAndOf(kept);
  return { plan: filter ? { kind: 'Filter', input: input.plan, condition: filter } : input.plan, conditions };
}

function pullProject(plan: Project, pull: PullContext, isSet: boolean): Pulled | undefined {
  if (usesOuter(plan, pull)) return undefined;
  const input = pullUp(plan.input, pull, isSet);
  if (!input) return undefined;
  const own = idsOf(plan.outputs);
  const needed = columnsUsedByAll(input.conditions);
  const passed = outputsOf(input.plan).filter(({ id }) => needed.has(id) && !own.has(id));
  const project: Project = {
    kind: 'Project',
    input: input.plan,
    outputs: [...plan.outputs, ...passed],
    expressions: [...plan.expressions, ...passed],
  };
  const { ofNoRows } = input;
  const values =
    ofNoRows && new Map(plan.outputs.map(({ id }, i) => [id, substituteColumns(plan.expressions[i]!, ofNoRows)]));
  return { plan: project, conditions: input.conditions, ofNoRows: values };
}

/** Conditions that every row of a group meets or none: outer expressions compared with key columns, or outer expressions alone. */
export interface Keyed {
  readonly input: LogicalPlan;
  readonly keys: readonly ColumnReference[];
  readonly conditions: readonly Expression[];
}

/** Makes the inner sides of `inner = outer` columns; undefined when a condition is of another form. */
export function keyConditions({ plan, conditions }: Pulled, context: OptimizerContext): Keyed | undefined {
  const inner = outputIds(plan);
  const computed: (readonly [ColumnReference, Expression])[] = [];
  const keys: ColumnReference[] = [];
  const over: Expression[] = [];
  for (const condition of conditions) {
    if (!usesAny(condition, inner)) {
      over.push(condition);
      continue;
    }
    if (condition.kind !== 'call' || condition.name !== '=') return undefined;
    const innerIndex = usesAny(condition.args[0]!, inner) ? 0 : 1;
    const key = condition.args[innerIndex]!;
    const outer = condition.args[1 - innerIndex]!;
    if (usesAny(outer, inner) || [...columnsUsedByAll([key]).keys()].some((id) => !inner.has(id))) return undefined;
    const column = key.kind === 'column' ? key : newColumn('key', key.type, context);
    if (key.kind !== 'column') computed.push([column, key]);
    if (!keys.some(({ id }) => id === column.id)) keys.push(column);
    const args = innerIndex === 0 ? [column, outer] : [outer, column];
    over.push({ ...condition, args });
  }
  return { input: withColumns(plan, computed), keys, conditions: over };
}

const addedKeys = (keys: readonly ColumnReference[], added: readonly ColumnReference[]): ColumnReference[] => {
  const have = idsOf(keys);
  return [...keys, ...added.filter(({ id }) => !have.has(id))];
};

function pullAggregate(plan: Aggregate, pull: PullContext, isSet: boolean): Pulled | undefined {
  if (usesOuter(plan, pull)) return undefined;
  if (isSet && plan.aggregates.length === 0 && plan.keys.length > 0 && !plan.groupingSets)
    return pullUp(plan.input, pull, true);
  if (plan.groupingSets?.some((set) => set.length === 0)) return undefined;
  const input = pullUp(plan.input, pull, false);
  if (!input || input.ofNoRows) return undefined;
  const keyed = keyConditions(input, pull.context);
  if (!keyed) return undefined;
  const keys = addedKeys(plan.keys, keyed.keys);
  const groupingSets = plan.groupingSets?.map((set) => [
    ...set,
    ...keyed.keys.map((key) => keys.findIndex(({ id }) => id === key.id)).filter((index) => !set.includes(index)),
  ]);
  if (plan.groupingSets && keyed.keys.some((key) => plan.keys.some(({ id }) => id === key.id))) return undefined;
  const isGlobal = plan.keys.length === 0;
  return {
    plan: { ...plan, input: keyed.input, keys, groupingSets },
    conditions: keyed.conditions,
    ofNoRows: isGlobal ? new Map(plan.aggregates.map((call) => [call.output.id, noRowsValue(call)])) : undefined,
  };
}

function pullWindow(plan: Window, pull: PullContext): Pulled | undefined {
  if (usesOuter(plan, pull)) return undefined;
  const input = pullUp(plan.input, pull, false);
  if (!input || input.ofNoRows) return undefined;
  const keyed = keyConditions(input, pull.context);
  if (!keyed) return undefined;
  const window = { ...plan, input: keyed.input, partitionBy: addedKeys(plan.partitionBy, keyed.keys) };
  return { plan: window, conditions: keyed.conditions };
}

function pullLimit(plan: Extract<LogicalPlan, { kind: 'Limit' | 'TopN' }>, pull: PullContext): Pulled | undefined {
  if (usesOuter(plan, pull)) return undefined;
  const input = pullUp(plan.input, pull, false);
  if (!input) return undefined;
  if (input.ofNoRows) return plan.offset === 0 && plan.count !== 0 ? input : undefined;
  const keyed = keyConditions(input, pull.context);
  if (!keyed) return undefined;
  const orderBy = plan.kind === 'TopN' ? plan.keys : [];
  return { plan: rankedRows(keyed.input, keyed.keys, orderBy, plan, pull.context), conditions: keyed.conditions };
}

function pullJoin(plan: Join, pull: PullContext, isSet: boolean): Pulled | undefined {
  if (plan.type === 'inner') return pullInnerJoin(plan, pull, isSet);
  const side = plan.type === 'right' ? 'right' : 'left';
  const other = plan.type === 'right' ? plan.left : plan.right;
  if (plan.type === 'full' || isCorrelatedTo(other, pull.correlated) || usesOuter(plan, pull)) return undefined;
  const pulled = pullUp(plan[side], pull, isSet);
  if (!pulled || pulled.ofNoRows) return undefined;
  return { plan: { ...plan, [side]: pulled.plan }, conditions: pulled.conditions };
}

function pullInnerJoin(plan: Join, pull: PullContext, isSet: boolean): Pulled | undefined {
  if (plan.equal.some(({ left, right }) => usesAny(left, pull.correlated) || usesAny(right, pull.correlated)))
    return undefined;
  const [left, right] = [pullUp(plan.left, pull, isSet), pullUp(plan.right, pull, isSet)];
  if (!left || !right || left.ofNoRows || right.ofNoRows) return undefined;
  const kept: Expression[] = [];
  const conditions = [...left.conditions, ...right.conditions];
  for (const condition of conjunctsOf(plan.filter)) {
    if (usesAny(condition, pull.correlated)) conditions.push(condition);
    else kept.push(condition);
  }
  const filter = kept.length > 0 ? andOf(kept) : undefined;
  return { plan: { ...plan, left: left.plan, right: right.plan, filter }, conditions };
}

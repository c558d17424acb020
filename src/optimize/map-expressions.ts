import type { Expression } from '../plan/expression.js';
import type { AggregateCall, Apply, FrameBound, Join, LogicalPlan, SortKey, WindowCall } from '../plan/logical-plan.js';

type Rewrite = (expression: Expression) => Expression;

/** Rebuilds a node with its own expressions rewritten (places that hold columns only stay); the same object when nothing changed. */
export function mapExpressions(plan: LogicalPlan, rewrite: Rewrite): LogicalPlan {
  let changed = false;
  const map: Rewrite = (expression) => {
    const after = rewrite(expression);
    changed ||= after !== expression;
    return after;
  };
  const rebuilt = rebuild(plan, map);
  return changed ? rebuilt : plan;
}

function rebuild(plan: LogicalPlan, map: Rewrite): LogicalPlan {
  switch (plan.kind) {
    case 'Scan':
      return plan.filter ? { ...plan, filter: plan.filter.map(map) } : plan;
    case 'Values':
      return { ...plan, rows: mapKept(plan.rows, (row) => mapKept(row, map)) };
    case 'Filter':
      return { ...plan, condition: map(plan.condition) };
    case 'Project':
      return { ...plan, expressions: plan.expressions.map(map) };
    case 'Aggregate':
      return { ...plan, aggregates: plan.aggregates.map((call) => mapAggregate(call, map)) };
    case 'Window': {
      const calls = plan.calls.map((call) => mapWindowCall(call, map));
      return { ...plan, orderBy: mapKeys(plan.orderBy, map), calls };
    }
    case 'MatchRecognize':
      return { ...plan, orderBy: mapKeys(plan.orderBy, map), columns: plan.columns.map(map) };
    case 'Join':
      return rebuildJoin(plan, map);
    case 'Apply':
      return { ...plan, form: mapForm(plan.form, map) };
    case 'Sort':
    case 'TopN':
      return { ...plan, keys: mapKeys(plan.keys, map) };
    case 'Unnest':
      return { ...plan, items: plan.items.map((item) => ({ ...item, expression: map(item.expression) })) };
    default:
      return plan;
  }
}

const mapKeys = (keys: readonly SortKey[], map: Rewrite): readonly SortKey[] =>
  keys.map((key) => ({ ...key, expression: map(key.expression) }));

function mapAggregate(call: AggregateCall, map: Rewrite): AggregateCall {
  return {
    ...call,
    args: call.args.map(map),
    filter: call.filter && map(call.filter),
    orderBy: call.orderBy && mapKeys(call.orderBy, map),
  };
}

function mapWindowCall(call: WindowCall, map: Rewrite): WindowCall {
  const bound = (side: FrameBound): FrameBound => (side.value ? { ...side, value: map(side.value) } : side);
  const { frame } = call;
  const pattern = frame.pattern && { ...frame.pattern, columns: frame.pattern.columns.map(map) };
  return {
    ...call,
    args: call.args.map(map),
    frame: { ...frame, start: bound(frame.start), end: bound(frame.end), pattern },
    filter: call.filter && map(call.filter),
  };
}

function rebuildJoin(plan: Join, map: Rewrite): Join {
  const equal = plan.equal.map((pair) => ({ ...pair, left: map(pair.left), right: map(pair.right) }));
  return { ...plan, equal, filter: plan.filter && map(plan.filter) };
}

function mapForm(form: Apply['form'], map: Rewrite): Apply['form'] {
  if ('value' in form) return { ...form, value: map(form.value) };
  return form.kind === 'lateral' && form.filter ? { ...form, filter: map(form.filter) } : form;
}

/** Maps a list; the same list when nothing changed. Lists of VALUES are long, and seldom change. */
function mapKept<T>(list: readonly T[], map: (item: T) => T): readonly T[] {
  for (const [index, item] of list.entries()) {
    const mapped = map(item);
    if (mapped !== item) return [...list.slice(0, index), mapped, ...list.slice(index + 1).map(map)];
  }
  return list;
}

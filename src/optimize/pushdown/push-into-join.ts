import type { Expression } from '../../plan/expression.js';
import { type Join, type LogicalPlan, outputsOf } from '../../plan/logical-plan.js';
import { isNot } from '../expression/call-building.js';
import { columnsUsed } from '../expression/columns-used.js';
import { conjunctsOf, falseConstant, nullConstant, optionalAndOf, trueConstant } from '../expression/conjuncts.js';
import { canFail, isDeterministic } from '../expression/evaluation.js';
import { rejectsNulls } from '../expression/null-rejection.js';
import { substituteColumns } from '../expression/substitution.js';
import { splitJoinConditions } from '../join-building.js';
import { outputIds } from '../output-ids.js';
import { copyPlan } from '../plan-copy.js';
import { withColumns } from '../projection.js';
import type { OptimizerContext } from '../rule.js';
import { filtered, type Push, splitConditions, withoutKnown } from './conditions.js';
import { impliedConditions, knownConditions } from './implied-conditions.js';
import { pairCondition } from './join-tree.js';

/** Pushes conditions into an outer, semi, anti or mark join; conditions that reject NULLs make an outer join an inner one. */
export function pushIntoJoin(
  plan: Join,
  conditions: readonly Expression[],
  context: OptimizerContext,
  push: Push,
): LogicalPlan {
  const stricter = strictType(plan, conditions);
  if (stricter !== plan.type) return push({ ...plan, type: stricter }, conditions, context);
  const marked = plan.type === 'mark' ? settledMark(plan, conditions) : undefined;
  if (marked) return push(marked.plan, marked.conditions, context);
  const absent = plan.type === 'left' ? withoutMatch(plan, conditions, context) : undefined;
  if (absent) return push(absent.plan, absent.conditions, context);
  const isRight = plan.type === 'right';
  const [kept, matched] = isRight ? [plan.right, plan.left] : [plan.left, plan.right];
  const dropsRows = plan.type === 'semi' || plan.type === 'anti';
  const isMovable = plan.type !== 'full';
  const { below, above } = splitConditions(conditions, (one) => (isMovable ? within(kept)(one) : undefined), dropsRows);
  const own = ownConditions(plan, kept, matched, below);
  const newKept = push(kept, [...below, ...own.onKept], context);
  const newMatched = push(matched, own.onMatched, context);
  const [left, right] = isRight ? [newMatched, newKept] : [newKept, newMatched];
  const joined: Join = { ...plan, ...own.rest, left, right };
  return filtered(isSameJoin(plan, joined) ? plan : joined, above);
}

const isSameJoin = (a: Join, b: Join): boolean =>
  a.left === b.left &&
  a.right === b.right &&
  a.type === b.type &&
  a.equal.length === b.equal.length &&
  conjunctsOf(a.filter).length === conjunctsOf(b.filter).length;

const within =
  (plan: LogicalPlan) =>
  (condition: Expression): Expression | undefined => {
    const own = outputIds(plan);
    const used = [...columnsUsed(condition).keys()];
    return used.length > 0 && used.every((id) => own.has(id)) ? condition : undefined;
  };

/** LEFT, RIGHT or FULL without the sides whose NULL rows the conditions above let none pass. */
export function strictType(plan: Join, conditions: readonly Expression[]): Join['type'] {
  const rejects = (side: LogicalPlan): boolean => {
    const columns = outputIds(side);
    return conditions.some((condition) => rejectsNulls(condition, columns));
  };
  switch (plan.type) {
    case 'left':
      return rejects(plan.right) ? 'inner' : 'left';
    case 'right':
      return rejects(plan.left) ? 'inner' : 'right';
    case 'full': {
      const [left, right] = [rejects(plan.left), rejects(plan.right)];
      if (left && right) return 'inner';
      return left ? 'left' : right ? 'right' : 'full';
    }
    default:
      return plan.type;
  }
}

/** `b.k IS NULL` over a left join on `a.k = b.k` lets pass only the rows without a match: an anti join. */
function withoutMatch(
  plan: Join,
  conditions: readonly Expression[],
  context: OptimizerContext,
): { readonly plan: LogicalPlan; readonly conditions: readonly Expression[] } | undefined {
  const right = outputIds(plan.right);
  const own = [...plan.equal.filter(({ nullsEqual }) => !nullsEqual).map(pairCondition), ...conjunctsOf(plan.filter)];
  const index = conditions.findIndex((condition) => {
    if (condition.kind !== 'is_null' || condition.input.kind !== 'column') return false;
    const column = new Set([condition.input.id]);
    return right.has(condition.input.id) && own.some((one) => rejectsNulls(one, column));
  });
  if (index < 0) return undefined;
  const nulls = outputsOf(plan.right).map((column) => [column, nullConstant(column.type)] as const);
  const others = conditions.filter((_condition, other) => other !== index);
  // The right side's own columns get other ids, as theirs are those of the NULLs.
  const copy = copyPlan(plan.right, context);
  const equal = plan.equal.map((pair) => ({ ...pair, right: substituteColumns(pair.right, copy.columns) }));
  const filter = plan.filter && substituteColumns(plan.filter, copy.columns);
  const join: Join = { ...plan, type: 'anti', right: copy.plan, equal, filter };
  return { plan: withColumns(join, nulls), conditions: others };
}

/** A mark that must be true makes a semi join, one that must be false an anti join. */
function settledMark(
  plan: Join,
  conditions: readonly Expression[],
): { readonly plan: LogicalPlan; readonly conditions: readonly Expression[] } | undefined {
  const mark = plan.markColumn!;
  const isMark = (expression: Expression): boolean => expression.kind === 'column' && expression.id === mark.id;
  const index = conditions.findIndex((one) => isMark(one) || (isNot(one) && isMark(one.args[0]!)));
  if (index < 0) return undefined;
  const isTrue = isMark(conditions[index]!);
  const { markColumn: _, nullAware, ...rest } = plan;
  const join: Join = { ...rest, type: isTrue ? 'semi' : 'anti', ...(!isTrue && nullAware ? { nullAware } : {}) };
  const others = conditions.filter((_condition, other) => other !== index);
  return { plan: withColumns(join, [[mark, isTrue ? trueConstant : falseConstant]]), conditions: others };
}

/** What of a join's own conditions concerns one side only and may be tested there, and what stays. */
interface OwnConditions {
  readonly onKept: readonly Expression[];
  readonly onMatched: readonly Expression[];
  readonly rest: Pick<Join, 'equal' | 'filter'>;
}

function ownConditions(
  plan: Join,
  kept: LogicalPlan,
  matched: LogicalPlan,
  fromAbove: readonly Expression[],
): OwnConditions {
  if (plan.nullAware) return { onKept: [], onMatched: [], rest: plan };
  const [onKept, onMatched, stay]: [Expression[], Expression[], Expression[]] = [[], [], []];
  for (const condition of conjunctsOf(plan.filter)) {
    const isMovable = plan.type !== 'full' && !canFail(condition) && isDeterministic(condition);
    if (isMovable && within(matched)(condition)) onMatched.push(condition);
    else if (isMovable && plan.type === 'semi' && within(kept)(condition)) onKept.push(condition);
    else stay.push(condition);
  }
  const split = splitJoinConditions(stay, plan.left, plan.right);
  const equal = [...plan.equal, ...split.equal];
  const rest = { equal, filter: optionalAndOf(split.rest) };
  if (plan.type === 'full') return { onKept, onMatched, rest };
  const pairs = equal.filter(({ nullsEqual }) => !nullsEqual).map(pairCondition);
  const known = { kept: [...knownConditions(kept), ...fromAbove, ...onKept], matched: knownConditions(matched) };
  const onOther = impliedConditions(pairs, known.kept).filter(within(matched));
  if (plan.type === 'semi') {
    const implied = impliedConditions(pairs, [...known.matched, ...onMatched]).filter(within(kept));
    onKept.push(...withoutKnown(implied, known.kept));
  }
  return { onKept, onMatched: [...onMatched, ...withoutKnown(onOther, known.matched)], rest };
}

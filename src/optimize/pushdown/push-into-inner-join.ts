import type { Expression } from '../../plan/expression.js';
import { type Join, type LogicalPlan, withInputs } from '../../plan/logical-plan.js';
import { equalTo } from '../expression/call-building.js';
import { columnsUsed, usesOnly } from '../expression/columns-used.js';
import { andOf, conjunctsOf, disjunctsOf, orOf } from '../expression/conjuncts.js';
import { canFail, isDeterministic } from '../expression/evaluation.js';
import { definitionsOf, substituteColumns } from '../expression/substitution.js';
import { joinOn } from '../join-building.js';
import { outputIds } from '../output-ids.js';
import { hasExactlyOneRow } from '../row-bounds.js';
import type { OptimizerContext } from '../rule.js';
import { simplifyCondition } from '../simplify/simplify-expression.js';
import { filtered, type Push, withoutKnown } from './conditions.js';
import { columnClasses, impliedConditions, knownConditions } from './implied-conditions.js';
import { joinTreeOf, withComputed } from './join-tree.js';
import { strictType } from './push-into-join.js';

/** A plan that a join tree joins, and the conditions that concern it alone. */
interface Leaf {
  readonly plan: LogicalPlan;
  readonly columns: ReadonlySet<number>;
  readonly conditions: Expression[];
}

/**
 * Treats nested inner joins and the filters among and above them as one: conditions on one input go into it, those that follow from
 * equalities and from ORs as well; the others are tested by the first join that has their columns.
 */
export function pushIntoInnerJoin(
  plan: Join,
  conditions: readonly Expression[],
  context: OptimizerContext,
  push: Push,
): LogicalPlan {
  const tree = joinTreeOf(plan);
  const translated = conditions.map((condition) => substituteColumns(condition, tree.computed));
  const all = withoutKnown([...tree.conditions, ...translated]);
  const leaves = tree.leaves.map((leaf): Leaf => ({ plan: leaf, columns: outputIds(leaf), conditions: [] }));
  const rest = distribute(all, leaves);
  addImplied(all, leaves, context);
  const pushed = leaves.map((leaf) => {
    const stricter = withoutNullRows(leaf.plan, all);
    return { ...leaf, plan: push(stricter, leaf.conditions, context) };
  });
  return withComputed(joined(pushed, rest), plan, tree);
}

/** Conditions that compare a leaf with others may let none of the rows pass that an outer join fills with NULLs. */
function withoutNullRows(leaf: LogicalPlan, conditions: readonly Expression[]): LogicalPlan {
  if (leaf.kind === 'Filter') return withInputs(leaf, [withoutNullRows(leaf.input, conditions)]);
  if (leaf.kind === 'Project') {
    const definitions = definitionsOf(leaf.outputs, leaf.expressions);
    const below = conditions.map((condition) => substituteColumns(condition, definitions));
    return withInputs(leaf, [withoutNullRows(leaf.input, below)]);
  }
  if (leaf.kind !== 'Join') return leaf;
  const type = strictType(leaf, conditions);
  return type === leaf.type ? leaf : { ...leaf, type };
}

/** Gives each leaf the conditions that it can test; answers the others in order. */
function distribute(conditions: readonly Expression[], leaves: readonly Leaf[]): readonly Expression[] {
  const rest: Expression[] = [];
  const isAlone = (leaf: Leaf): boolean => leaves.every((other) => other === leaf || hasExactlyOneRow(other.plan));
  for (const condition of conditions) {
    const leaf = leafOf(condition, leaves);
    const isSafe = !canFail(condition) || (rest.length === 0 && leaf !== undefined && isAlone(leaf));
    if (leaf && isSafe && isDeterministic(condition)) leaf.conditions.push(condition);
    else rest.push(condition);
  }
  return rest;
}

const leafOf = (condition: Expression, leaves: readonly Leaf[]): Leaf | undefined =>
  columnsUsed(condition).size === 0 ? undefined : leaves.find(({ columns }) => usesOnly(condition, columns));

function addImplied(all: readonly Expression[], leaves: readonly Leaf[], context: OptimizerContext): void {
  const before = leaves.map((leaf) => [...knownConditions(leaf.plan), ...leaf.conditions]);
  const fromEqualities = impliedConditions([...all, ...before.flat()], before.flat());
  const fromOrs = all.filter(({ kind }) => kind === 'or').flatMap((condition) => partsOfOr(condition, leaves));
  // In their simplest form, so that the next round knows them again.
  const simplified = fromOrs.flatMap((condition) => conjunctsOf(simplifyCondition(condition, context)));
  for (const condition of [...fromEqualities, ...equalitiesWithin(all, leaves), ...simplified]) {
    const leaf = leafOf(condition, leaves);
    if (leaf) leaf.conditions.push(...withoutKnown([condition], before[leaves.indexOf(leaf)]));
  }
}

/** `a.x = b.y AND a.x = b.z` lets pass only rows of b with `b.y = b.z`. */
function equalitiesWithin(conditions: readonly Expression[], leaves: readonly Leaf[]): readonly Expression[] {
  const classes = new Set(columnClasses(conditions).values());
  return [...classes].flatMap((members) =>
    leaves.flatMap(({ columns }) => {
      const [first, ...others] = members.filter(({ id }) => columns.has(id));
      return others.map((other) => equalTo(first!, other));
    }),
  );
}

/** `(a.x = 1 AND b.y = 2) OR (a.x = 3 AND b.y = 4)` lets pass only rows of a with `a.x = 1 OR a.x = 3`. */
function partsOfOr(condition: Expression, leaves: readonly Leaf[]): readonly Expression[] {
  if (leafOf(condition, leaves)) return [];
  const operands = disjunctsOf(condition).map(conjunctsOf);
  return leaves.flatMap(({ columns }) => {
    const isOwn = (part: Expression): boolean =>
      usesOnly(part, columns) && columnsUsed(part).size > 0 && !canFail(part) && isDeterministic(part);
    const parts = operands.map((conjuncts) => conjuncts.filter(isOwn));
    return parts.every((part) => part.length > 0) ? [orOf(parts.map(andOf))] : [];
  });
}

/** Joins the leaves from left to right; a condition is tested by the first join that has its columns, one that can fail at the top. */
function joined(leaves: readonly Leaf[], conditions: readonly Expression[]): LogicalPlan {
  let current = leaves[0]!.plan;
  let columns: ReadonlySet<number> = leaves[0]!.columns;
  let waiting = conditions.filter((condition) => isDeterministic(condition) && columnsUsed(condition).size > 0);
  const held = conditions.filter((condition) => !waiting.includes(condition));
  for (const leaf of leaves.slice(1)) {
    columns = new Set([...columns, ...leaf.columns]);
    const isLast = leaf === leaves.at(-1);
    const isReady = (condition: Expression): boolean => isLast || (!canFail(condition) && usesOnly(condition, columns));
    const ready = waiting.filter(isReady);
    waiting = waiting.filter((condition) => !isReady(condition));
    current = joinOn('inner', current, leaf.plan, ready);
  }
  return filtered(current, held);
}

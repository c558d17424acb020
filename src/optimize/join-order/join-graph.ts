import type { Expression } from '../../plan/expression.js';
import { type Join, type LogicalPlan, outputsOf } from '../../plan/logical-plan.js';
import { equalTo } from '../expression/call-building.js';
import { columnsUsed } from '../expression/columns-used.js';
import { conjunctsOf } from '../expression/conjuncts.js';
import { canFail, isDeterministic } from '../expression/evaluation.js';
import { expressionKey, sameExpression } from '../expression/expression-key.js';
import { substituteColumns } from '../expression/substitution.js';
import { comparisonOf, type EqualPair } from '../join-building.js';
import { outputIds } from '../output-ids.js';
import { isCheap, pairCondition } from '../pushdown/join-tree.js';

/** A set of relations: bit i stands for relation i. */
export type RelationSet = number;

/** One input of a join graph. */
export interface Relation {
  readonly plan: LogicalPlan;
  /**
   * How it is joined when not by an inner join: always on the right of what `requires` holds, on its own conditions. Such joins and inner
   * joins may change places, as they add columns to the rows of the left side, or drop rows, by these rows alone.
   */
  readonly attached?: { readonly join: Join; readonly requires: RelationSet } | undefined;
}

/** A condition that relates the relations of `relations`. */
export interface GraphCondition {
  readonly expression: Expression;
  readonly relations: RelationSet;
  /** For an equality: its sides and what they read. */
  readonly pair?:
    | (EqualPair & { readonly leftRelations: RelationSet; readonly rightRelations: RelationSet })
    | undefined;
  /** Is tested elsewhere too: of use only as the one pair of a join. */
  readonly isSpare?: boolean | undefined;
}

/** Expressions that are equal in the result. */
export interface EqualityClass {
  readonly members: readonly { readonly expression: Expression; readonly relations: RelationSet }[];
}

/** Inner joins, and the outer, semi, anti and mark joins among them, without their order. */
export interface JoinGraph {
  readonly relations: readonly Relation[];
  readonly conditions: readonly GraphCondition[];
  readonly classes: readonly EqualityClass[];
  /** Conditions that must be tested last, in order. */
  readonly held: readonly Expression[];
  /** Columns that projections among the joins made: what they are now. */
  readonly computed: ReadonlyMap<number, Expression>;
}

/** What was found on the way down. */
interface Found {
  readonly relations: { readonly plan: LogicalPlan; readonly join?: Join | undefined }[];
  readonly pairs: EqualPair[];
  readonly conditions: Expression[];
  readonly computed: Map<number, Expression>;
}

/** Relations that a set of 31 bits can hold, less one to be safe with signs. */
export const relationsMax = 30;

/** Reads the joins below a node as a graph; undefined where there are none or too many. */
export function joinGraphOf(plan: LogicalPlan): JoinGraph | undefined {
  if (!leadsToJoin(plan)) return undefined;
  const found: Found = { relations: [], pairs: [], conditions: [], computed: new Map() };
  visit(plan, found);
  if (found.relations.length < 2 || found.relations.length > relationsMax) return undefined;
  const owners = new Map<number, number>();
  for (const [index, { plan: relation, join }] of found.relations.entries()) {
    for (const { id } of outputsOf(relation)) owners.set(id, index);
    if (join?.markColumn) owners.set(join.markColumn.id, index);
  }
  const now = (expression: Expression): Expression => substituteColumns(expression, found.computed);
  const setOf = (expression: Expression): RelationSet => {
    let set = 0;
    for (const id of columnsUsed(expression).keys()) set |= owners.has(id) ? 1 << owners.get(id)! : 0;
    return set;
  };
  const relations = found.relations.map(({ plan: relation, join }, index): Relation => {
    if (!join) return { plan: relation };
    const equal = join.equal.map((pair) => ({ ...pair, left: now(pair.left), right: now(pair.right) }));
    const own = { ...join, equal, filter: join.filter && now(join.filter) };
    const used = [...equal.map(({ left }) => left), ...(own.filter ? [own.filter] : [])];
    const requires = used.reduce((set, expression) => set | setOf(expression), 0) & ~(1 << index);
    return { plan: relation, attached: { join: own, requires } };
  });
  return { relations, computed: found.computed, ...conditionsOf(found, now, setOf) };
}

/** Tells whether a node is a join that a graph can hold. */
function isOrdered(plan: LogicalPlan): plan is Join {
  if (plan.kind !== 'Join' || plan.type === 'full' || plan.type === 'right') return false;
  if (plan.type === 'inner') return true;
  const left = outputIds(plan.left);
  const used = [...plan.equal.map((pair) => pair.left), ...(plan.filter ? [plan.filter] : [])];
  return used.some((expression) => [...columnsUsed(expression).keys()].some((id) => left.has(id)));
}

function leadsToJoin(plan: LogicalPlan): boolean {
  if (plan.kind === 'Filter') return leadsToJoin(plan.input);
  if (plan.kind === 'Project') return plan.expressions.every(isCheap) && leadsToJoin(plan.input);
  return isOrdered(plan);
}

function visit(plan: LogicalPlan, found: Found): void {
  if (plan.kind === 'Filter' && leadsToJoin(plan)) {
    visit(plan.input, found);
    found.conditions.push(...conjunctsOf(plan.condition));
  } else if (plan.kind === 'Project' && leadsToJoin(plan)) {
    visit(plan.input, found);
    for (const [index, output] of plan.outputs.entries()) {
      const expression = substituteColumns(plan.expressions[index]!, found.computed);
      if (expression.kind !== 'column' || expression.id !== output.id) found.computed.set(output.id, expression);
    }
  } else if (isOrdered(plan)) {
    visit(plan.left, found);
    if (plan.type === 'inner') {
      visit(plan.right, found);
      found.pairs.push(...plan.equal);
      found.conditions.push(...conjunctsOf(plan.filter));
    } else found.relations.push({ plan: plan.right, join: plan });
  } else found.relations.push({ plan });
}

function conditionsOf(
  found: Found,
  now: (expression: Expression) => Expression,
  setOf: (expression: Expression) => RelationSet,
): Pick<JoinGraph, 'conditions' | 'classes' | 'held'> {
  const conditions: GraphCondition[] = [];
  const held: Expression[] = [];
  const equalities: EqualPair[] = [];
  const add = (pair: EqualPair, expression: Expression): void => {
    const [leftRelations, rightRelations] = [setOf(pair.left), setOf(pair.right)];
    const isBetween = leftRelations !== 0 && rightRelations !== 0 && !sameExpression(pair.left, pair.right);
    const isClass = isBetween && !pair.nullsEqual && !canFail(expression);
    if (isClass) equalities.push(pair);
    else {
      const relations = leftRelations | rightRelations;
      conditions.push({ expression, relations, pair: { ...pair, leftRelations, rightRelations } });
    }
  };
  for (const { left, right, nullsEqual } of found.pairs) {
    const pair = { left: now(left), right: now(right), nullsEqual };
    add(pair, pairCondition(pair));
  }
  for (const condition of found.conditions.map(now)) {
    const relations = setOf(condition);
    const comparison = comparisonOf(condition);
    if (!isDeterministic(condition) || canFail(condition) || relations === 0) {
      held.push(condition);
      if (comparison && !comparison.nullsEqual) conditions.push(...triedPair(comparison, setOf));
    } else if (comparison)
      add({ left: comparison.a, right: comparison.b, nullsEqual: comparison.nullsEqual }, condition);
    else conditions.push({ expression: condition, relations });
  }
  return { conditions, held, classes: classesOf(equalities, setOf) };
}

/**
 * An equality that can fail is tested last. Its sides, NULL where they fail, may help to find the rows that can meet it, where a join has
 * nothing else to find them by.
 */
function triedPair(
  { a, b }: { readonly a: Expression; readonly b: Expression },
  setOf: (expression: Expression) => RelationSet,
): readonly GraphCondition[] {
  const [leftRelations, rightRelations] = [setOf(a), setOf(b)];
  if (leftRelations === 0 || rightRelations === 0 || (leftRelations & rightRelations) !== 0) return [];
  if (!isDeterministic(a) || !isDeterministic(b)) return [];
  const tried = (input: Expression): Expression => (canFail(input) ? { kind: 'try', type: input.type, input } : input);
  const pair = { left: tried(a), right: tried(b), leftRelations, rightRelations };
  const relations = leftRelations | rightRelations;
  return [{ expression: equalTo(pair.left, pair.right), relations, pair, isSpare: true }];
}

/** Puts equal expressions together: a = b and b = c make one class. */
function classesOf(
  pairs: readonly EqualPair[],
  setOf: (expression: Expression) => RelationSet,
): readonly EqualityClass[] {
  const classOf = new Map<string, Expression[]>();
  for (const { left, right } of pairs) {
    const [leftKey, rightKey] = [expressionKey(left), expressionKey(right)];
    const [a, b] = [classOf.get(leftKey) ?? [left], classOf.get(rightKey) ?? [right]];
    if (a === b) continue;
    const merged = [...a, ...b.filter((one) => !a.some((other) => expressionKey(other) === expressionKey(one)))];
    for (const member of merged) classOf.set(expressionKey(member), merged);
  }
  return [...new Set(classOf.values())].map((members) => ({
    members: members.map((expression) => ({ expression, relations: setOf(expression) })),
  }));
}

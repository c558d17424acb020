import type { Expression } from '../../plan/expression.js';
import { estimate, type RowEstimate } from '../estimate.js';
import { joinEstimate } from '../estimation/join-estimate.js';
import { filterEstimate } from '../estimation/selectivity.js';
import { equalTo } from '../expression/call-building.js';
import { optionalAndOf } from '../expression/conjuncts.js';
import type { EqualPair } from '../join-building.js';
import { withoutKnown } from '../pushdown/conditions.js';
import { knownConditions } from '../pushdown/implied-conditions.js';
import { hasAtMostOneRow } from '../row-bounds.js';
import type { StatisticsSource } from '../statistics.js';
import type { JoinGraph, RelationSet } from './join-graph.js';

/** A way to join a set of relations. */
export interface Subplan {
  readonly relations: RelationSet;
  readonly estimate: RowEstimate;
  readonly cost: number;
  /** The relation, for a set of one. */
  readonly relation?: number | undefined;
  readonly left?: Subplan | undefined;
  readonly right?: Subplan | undefined;
}

/** What a join of two sets compares. */
export interface Crossing {
  readonly pairs: readonly EqualPair[];
  readonly filter: readonly Expression[];
}

/** Names the least that joined sets must have in common: an equality, any condition, nothing. */
export type JoinBond = 'equal' | 'filtered' | 'cross';

/** Costs of one row, relative to probing with it. */
const costs = { probe: 1, build: 2, output: 0.7, comparison: 0.3, cross: 0.1 };

const isWithin = (part: RelationSet, whole: RelationSet): boolean => (part & ~whole) === 0;

/** Makes and compares subplans of one graph. */
export class SubplanMaker {
  readonly graph: JoinGraph;
  readonly #estimates = new Map<RelationSet, RowEstimate>();
  readonly #single: RelationSet;

  constructor(graph: JoinGraph, statistics: StatisticsSource) {
    this.graph = graph;
    let single = 0;
    for (const [index, { plan, attached }] of graph.relations.entries()) {
      const own = this.ownConditions(index);
      const rows = estimate(plan, statistics);
      this.#estimates.set(1 << index, own.length > 0 ? filterEstimate(rows, own) : rows);
      if (!attached && hasAtMostOneRow(plan)) single |= 1 << index;
    }
    this.#single = single;
  }

  leaf(relation: number): Subplan {
    return { relations: 1 << relation, estimate: this.#estimates.get(1 << relation)!, cost: 0, relation };
  }

  /** The conditions that a relation can test alone; one that is attached tests them only when it is joined. */
  ownConditions(relation: number): readonly Expression[] {
    const { plan, attached } = this.graph.relations[relation]!;
    return attached ? [] : withoutKnown(this.#late(0, 1 << relation), knownConditions(plan));
  }

  /** The conditions that `both` can test and its part `before` cannot. */
  #late(before: RelationSet, both: RelationSet): readonly Expression[] {
    const isLate = (part: { readonly relations: RelationSet; readonly isSpare?: boolean | undefined }): boolean =>
      !part.isSpare && isWithin(part.relations, both) && !isWithin(part.relations, before);
    const equal = this.graph.classes.flatMap(({ members }) => {
      const late = members.filter(isLate);
      const first = members.find(({ relations }) => isWithin(relations, before)) ?? late[0];
      return late.filter((member) => member !== first).map((member) => equalTo(first!.expression, member.expression));
    });
    return [...equal, ...this.graph.conditions.filter(isLate).map(({ expression }) => expression)];
  }

  /** Joins two disjoint subplans, the right one as build side; undefined where they cannot be joined so, or hang together by less than asked. */
  join(left: Subplan, right: Subplan, bond: JoinBond): Subplan | undefined {
    if (this.#attachedOf(left)) return undefined;
    const attached = this.#attachedOf(right);
    if (attached && !isWithin(attached.requires, left.relations)) return undefined;
    const isPaired = attached ? attached.join.equal.length > 0 : this.#isPaired(left.relations, right.relations);
    const isConnected =
      attached || isPaired || (bond === 'filtered' && this.crossing(left.relations, right.relations).filter.length > 0);
    const isByRow = this.#isSingle(left) || this.#isSingle(right);
    if (!isConnected && !isByRow && bond !== 'cross') return undefined;
    const relations = left.relations | right.relations;
    const rows = this.#estimateOf(relations, left, right);
    const cost = left.cost + right.cost + this.#joinCost(left, right, isPaired, rows.rowCount);
    return { relations, estimate: rows, cost, left, right };
  }

  /** Tells whether `crossing` has pairs; of most ways to join two sets nothing else is asked. */
  #isPaired(left: RelationSet, right: RelationSet): boolean {
    for (const { members } of this.graph.classes) {
      let [isOnLeft, isOnRight] = [false, false];
      for (const { relations } of members) {
        isOnLeft ||= isWithin(relations, left);
        isOnRight ||= isWithin(relations, right);
      }
      if (isOnLeft && isOnRight) return true;
    }
    const both = left | right;
    for (const { relations, pair } of this.graph.conditions) {
      if (!pair || !isWithin(relations, both) || isWithin(relations, left) || isWithin(relations, right)) continue;
      const { leftRelations: one, rightRelations: other } = pair;
      if (one === 0 || other === 0) continue;
      if (isWithin(one, left) ? isWithin(other, right) : isWithin(one, right) && isWithin(other, left)) return true;
    }
    return false;
  }

  #joinCost(left: Subplan, right: Subplan, isHashed: boolean, rowCount: number): number {
    const cost = joinCost(left, right, isHashed, rowCount);
    // Which side such a join builds from is decided later.
    const join = this.#attachedOf(right)?.join;
    const isEither = join !== undefined && join.type !== 'mark' && !join.nullAware;
    return isEither && isHashed ? Math.min(cost, joinCost(right, left, true, rowCount)) : cost;
  }

  #attachedOf({ relation }: Subplan) {
    return relation === undefined ? undefined : this.graph.relations[relation]!.attached;
  }

  #isSingle({ relations }: Subplan): boolean {
    return (relations & ~this.#single) === 0;
  }

  /** The conditions that two sets together can test and neither alone. */
  crossing(left: RelationSet, right: RelationSet): Crossing {
    const both = left | right;
    const pairs: EqualPair[] = [];
    const filter: Expression[] = [];
    for (const { members } of this.graph.classes) {
      const onLeft = members.find(({ relations }) => isWithin(relations, left));
      const onRight = members.find(({ relations }) => isWithin(relations, right));
      if (onLeft && onRight) pairs.push({ left: onLeft.expression, right: onRight.expression });
      const known = onLeft ?? onRight;
      const late = members.filter(
        ({ relations }) => isWithin(relations, both) && !isWithin(relations, left) && !isWithin(relations, right),
      );
      const first = known ?? late[0];
      for (const member of late) if (member !== first) filter.push(equalTo(first!.expression, member.expression));
    }
    const spare: EqualPair[] = [];
    for (const { expression, relations, pair, isSpare } of this.graph.conditions) {
      if (!isWithin(relations, both) || isWithin(relations, left) || isWithin(relations, right)) continue;
      const sides = pair && sidesOf(pair, left, right);
      if (sides) (isSpare ? spare : pairs).push(sides);
      else if (!isSpare) filter.push(expression);
    }
    return { pairs: pairs.length > 0 ? pairs : spare.slice(0, 1), filter };
  }

  /** The conditions on the result of an attached join that its left side could not test. */
  afterAttached(left: RelationSet, right: RelationSet): readonly Expression[] {
    return this.#late(left, left | right);
  }

  #innerJoin(left: RelationSet, right: RelationSet): Parameters<typeof joinEstimate>[0] {
    const { pairs, filter } = this.crossing(left, right);
    return { type: 'inner', equal: pairs, filter: optionalAndOf(filter) };
  }

  /** Sets have one estimate, however they are joined, so that only costs decide. */
  #estimateOf(relations: RelationSet, left: Subplan, right: Subplan): RowEstimate {
    const before = this.#estimates.get(relations);
    if (before) return before;
    const attached = this.#attachedOf(right);
    const shape = attached?.join ?? this.#innerJoin(left.relations, right.relations);
    let rows = joinEstimate(shape, left.estimate, right.estimate);
    const after = attached ? this.afterAttached(left.relations, right.relations) : [];
    if (after.length > 0) rows = filterEstimate(rows, after);
    this.#estimates.set(relations, rows);
    return rows;
  }
}

/** A pair with the sides as the join has them. */
function sidesOf(
  pair: EqualPair & { readonly leftRelations: RelationSet; readonly rightRelations: RelationSet },
  left: RelationSet,
  right: RelationSet,
): EqualPair | undefined {
  const { leftRelations, rightRelations, ...sides } = pair;
  if (leftRelations === 0 || rightRelations === 0) return undefined;
  if (isWithin(leftRelations, left) && isWithin(rightRelations, right)) return sides;
  if (isWithin(leftRelations, right) && isWithin(rightRelations, left))
    return { ...sides, left: sides.right, right: sides.left };
  return undefined;
}

function joinCost(left: Subplan, right: Subplan, isHashed: boolean, rowCount: number): number {
  const [probe, build] = [left.estimate.rowCount, right.estimate.rowCount];
  if (isHashed) return probe * costs.probe + build * costs.build + rowCount * costs.output;
  if (build <= 1) return probe * costs.cross;
  return build * costs.build + probe * build * costs.comparison + rowCount * costs.output;
}

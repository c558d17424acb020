import type { JoinBond, Subplan, SubplanMaker } from './subplan.js';

/** More relations than this are joined greedily. */
const exhaustiveMax = 11;

/** Finds a cheap way to join all relations of a graph. */
export function bestOrder(maker: SubplanMaker): Subplan {
  const count = maker.graph.relations.length;
  const leaves = Array.from({ length: count }, (_, index) => maker.leaf(index));
  if (count > exhaustiveMax) return greedy(leaves, maker);
  // Pairs of rows that only a filter parts are as many as estimates of filters are wrong, so equalities come first.
  return exhaustive(leaves, maker, 'equal') ?? exhaustive(leaves, maker, 'filtered') ?? greedy(leaves, maker);
}

/** Dynamic programming over all sets of relations that hang together; undefined when all of them together do not. */
function exhaustive(leaves: readonly Subplan[], maker: SubplanMaker, bond: JoinBond): Subplan | undefined {
  const all = (1 << leaves.length) - 1;
  const best: (Subplan | undefined)[] = new Array(all + 1);
  for (const leaf of leaves) best[leaf.relations] = leaf;
  for (let set = 1; set <= all; set++) {
    if ((set & (set - 1)) === 0) continue;
    let cheapest: Subplan | undefined;
    // All ways to part the set in two; both orders are among them.
    for (let left = (set - 1) & set; left > 0; left = (left - 1) & set) {
      const [one, other] = [best[left], best[set ^ left]];
      if (!one || !other || (cheapest && one.cost + other.cost >= cheapest.cost)) continue;
      const joined = maker.join(one, other, bond);
      if (joined && (!cheapest || joined.cost < cheapest.cost)) cheapest = joined;
    }
    best[set] = cheapest;
  }
  return best[all];
}

/** Joins the two parts whose join is smallest, again and again; parts without a condition between them last. */
function greedy(leaves: readonly Subplan[], maker: SubplanMaker): Subplan {
  let parts = [...leaves];
  while (parts.length > 1) {
    const joined =
      smallestJoin(parts, maker, 'equal') ??
      smallestJoin(parts, maker, 'filtered') ??
      smallestJoin(parts, maker, 'cross')!;
    parts = [...parts.filter((part) => (part.relations & joined.relations) === 0), joined];
  }
  return parts[0]!;
}

function smallestJoin(parts: readonly Subplan[], maker: SubplanMaker, bond: JoinBond): Subplan | undefined {
  let smallest: Subplan | undefined;
  for (const left of parts)
    for (const right of parts) {
      if (left === right) continue;
      const joined = maker.join(left, right, bond);
      if (joined && (!smallest || isBefore(joined, smallest))) smallest = joined;
    }
  return smallest;
}

/** Fewer rows first; of as many, the lower cost. */
function isBefore(a: Subplan, b: Subplan): boolean {
  if (a.estimate.rowCount !== b.estimate.rowCount) return a.estimate.rowCount < b.estimate.rowCount;
  return a.cost < b.cost;
}

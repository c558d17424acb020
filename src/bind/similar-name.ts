/** Finds the name that a misspelt one may have meant; undefined where none is near. */
export function similarName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const found = candidate.toLowerCase();
    if (found === wanted || Math.abs(found.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, found);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Gives the hint of an error about a name that is not there. */
export function hintFor(name: string, candidates: Iterable<string>): string | undefined {
  const similar = similarName(name, candidates);
  return similar === undefined ? undefined : `Did you mean '${similar}'?`;
}

/** Counts the letters to change, add, drop or swap with their neighbour between two words. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(change, row[j]! + 1, next[j - 1]! + 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) next[j] = Math.min(next[j]!, before[j - 2]! + 1);
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}

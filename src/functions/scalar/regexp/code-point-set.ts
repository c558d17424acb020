/** Sets of Unicode code points as ascending, disjoint ranges: `[first, last, first, last, …]`. */
export type CodePointSet = readonly number[];

/** The greatest code point. */
export const lastCodePoint = 0x10ffff;

export const emptySet: CodePointSet = [];
export const anySet: CodePointSet = [0, lastCodePoint];

/** Makes a set of ranges in any order that may overlap. */
export function setOf(ranges: readonly (readonly [first: number, last: number])[]): CodePointSet {
  const sorted = [...ranges].sort(([a], [b]) => a - b);
  const set: number[] = [];
  for (const [first, last] of sorted) {
    if (set.length > 0 && first <= set.at(-1)! + 1) set[set.length - 1] = Math.max(set.at(-1)!, last);
    else set.push(first, last);
  }
  return set;
}

/** Lists a set's ranges as pairs. */
export function rangesOf(set: CodePointSet): [number, number][] {
  const ranges: [number, number][] = [];
  for (let i = 0; i < set.length; i += 2) ranges.push([set[i]!, set[i + 1]!]);
  return ranges;
}

export const unionSets = (...sets: readonly CodePointSet[]): CodePointSet => setOf(sets.flatMap(rangesOf));

/** Gives the code points that a set has not. */
export function negateSet(set: CodePointSet): CodePointSet {
  const negated: number[] = [];
  let next = 0;
  for (const [first, last] of rangesOf(set)) {
    if (first > next) negated.push(next, first - 1);
    next = last + 1;
  }
  if (next <= lastCodePoint) negated.push(next, lastCodePoint);
  return negated;
}

export const intersectSets = (a: CodePointSet, b: CodePointSet): CodePointSet =>
  negateSet(unionSets(negateSet(a), negateSet(b)));

/** Tells whether a set has a code point. */
export function setHas(set: CodePointSet, point: number): boolean {
  for (let i = 0; i < set.length; i += 2) if (point >= set[i]! && point <= set[i + 1]!) return true;
  return false;
}

let variants: Map<number, readonly number[]> | undefined;

// Code points whose upper-case forms have one lower-case form are variants of each other (σ, ς, Σ).
function caseVariants(): Map<number, readonly number[]> {
  if (variants) return variants;
  const single = (text: string): string | undefined => ([...text].length === 1 ? text : undefined);
  const groups = new Map<string, number[]>();
  // Beyond this plane no letter has a case.
  for (let point = 0; point <= 0x1ffff; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const text = String.fromCodePoint(point);
    const key = single((single(text.toUpperCase()) ?? text).toLowerCase()) ?? text;
    const group = groups.get(key);
    if (group) group.push(point);
    else if (key !== text || text.toUpperCase() !== text) groups.set(key, [point]);
  }
  variants = new Map();
  for (const [key, group] of groups) {
    const members = [...new Set([...group, key.codePointAt(0)!])];
    for (const point of members) if (members.length > 1) variants.set(point, members);
  }
  return variants;
}

const [upperA, upperZ, lowerA, lowerZ, caseDistance] = [65, 90, 97, 122, 32];
// The only letters that are variants of ASCII ones: the long s and the sign of Kelvin.
const beyondAscii: readonly (readonly [letter: number, variant: number])[] = [
  [115, 0x17f],
  [107, 0x212a],
];

function closeAscii(set: CodePointSet): CodePointSet {
  const added: [number, number][] = [];
  const shift = (first: number, last: number, from: number, to: number, distance: number): void => {
    if (Math.max(first, from) <= Math.min(last, to))
      added.push([Math.max(first, from) + distance, Math.min(last, to) + distance]);
  };
  for (const [first, last] of rangesOf(set)) {
    shift(first, last, upperA, upperZ, caseDistance);
    shift(first, last, lowerA, lowerZ, -caseDistance);
  }
  for (const [letter, variant] of beyondAscii)
    if (setHas(set, letter) || setHas(set, letter - caseDistance)) added.push([variant, variant]);
  return setOf([...rangesOf(set), ...added]);
}

/** Adds the other-case forms of all code points of a set. */
export function closeOverCase(set: CodePointSet): CodePointSet {
  if (set.length === 0 || set.at(-1)! < 0x80) return closeAscii(set);
  const added: [number, number][] = [];
  for (const [point, members] of caseVariants())
    if (setHas(set, point)) for (const member of members) added.push([member, member]);
  return setOf([...rangesOf(set), ...added]);
}

/** Tells whether two pieces of plain data are the same; parts that are one object are not looked into. */
export function sameStructure(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  // A field that is undefined is as good as none.
  return (
    keys.every((key) => sameStructure(left[key], right[key])) &&
    others.every((key) => right[key] === undefined || key in left)
  );
}

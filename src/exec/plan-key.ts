/**
 * Prints plain data of a plan so that two have one text exactly when they are the same; positions in SQL do not count, nor what no
 * code depends on: splits, and the cells of VALUES.
 */
export const planKey = (part: unknown): string =>
  JSON.stringify(part, (name, value: unknown) => {
    if (name === 'splits' || name === 'cells' || name === 'position') return undefined;
    if (typeof value === 'bigint') return `${value}n`;
    // JSON has no NaN, no infinities and one zero.
    const isPlain = typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0));
    return isPlain ? value : `#${Object.is(value, -0) ? '-0' : value}`;
  });

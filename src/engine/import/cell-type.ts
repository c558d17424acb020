/** A type that a column of text is given, from the narrowest. `unknown`: only empty so far. */
export type CellType = 'unknown' | 'boolean' | 'bigint' | 'double' | 'date' | 'timestamp' | 'varchar';

const forms: readonly (readonly [CellType, RegExp])[] = [
  ['boolean', /^(true|false)$/i],
  // A number that begins with 0 is a code, which would lose it.
  ['bigint', /^[-+]?(0|[1-9]\d{0,17})$/],
  // So is one with more digits than a double keeps.
  ['double', /^[-+]?((0|[1-9]\d*)(\.\d*|(?=[eE]))|\.\d+)([eE][-+]?\d+)?$/],
  ['date', /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/],
  ['timestamp', /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?$/],
];

/** Finds the narrowest type of a text. */
export function cellType(text: string): CellType {
  if (text === '') return 'unknown';
  return forms.find(([, pattern]) => pattern.test(text))?.[0] ?? 'varchar';
}

/** Finds the narrowest type that both are values of. */
export function widerType(a: CellType, b: CellType): CellType {
  if (a === b || b === 'unknown') return a;
  if (a === 'unknown') return b;
  const both = new Set([a, b]);
  if (both.has('bigint') && both.has('double')) return 'double';
  if (both.has('date') && both.has('timestamp')) return 'timestamp';
  return 'varchar';
}

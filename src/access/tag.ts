/** An LF-Tag and the values that it may have; lower case. */
export interface Tag {
  readonly key: string;
  readonly values: readonly string[];
}

/** The tags of a resource: one value a key. */
export type TagValues = ReadonlyMap<string, string>;

/** Holds for a resource that has, of each key, one of the values. */
export type TagExpression = readonly { readonly key: string; readonly values: readonly string[] }[];

/** Gives a resource's tags: its own before those of what it is in. */
export const inheritTags = (outer: TagValues, own: TagValues): TagValues =>
  own.size === 0 ? outer : new Map([...outer, ...own]);

/** Tells whether an expression holds for a resource's tags. */
export const matchesTags = (expression: TagExpression, tags: TagValues): boolean =>
  expression.length > 0 &&
  expression.every(({ key, values }) => {
    const value = tags.get(key);
    return value !== undefined && values.includes(value);
  });

/** Orders keys and values, so that equal expressions are written alike. */
export const sortedExpression = (expression: TagExpression): TagExpression =>
  expression
    .map(({ key, values }) => ({ key, values: [...new Set(values)].sort() }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));

/** Prints an expression as SQL. */
export const expressionText = (expression: TagExpression): string =>
  expression.map(({ key, values }) => `${key} IN (${values.map((value) => `'${value}'`).join(', ')})`).join(' AND ');

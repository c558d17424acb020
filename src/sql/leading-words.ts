const blanks = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/;

/** Finds the rule whose leading words a statement begins with, comments left out. */
export function findByLeadingWords<R extends { readonly words: RegExp }>(
  text: string,
  rules: readonly R[],
): R | undefined {
  const start = text.replace(blanks, '');
  return rules.find(({ words }) => words.test(start));
}

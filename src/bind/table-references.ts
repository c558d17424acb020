import type * as ast from '../sql/ast.js';

type Source = Extract<ast.Relation, { readonly kind: 'Table' | 'FilePattern' }> | ast.TableQuery;

/** Lists the tables and file patterns that a part of the syntax tree reads from, in the order of the text. */
export function sourcesIn(root: unknown): readonly Source[] {
  const found: Source[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(item);
    else if (isNode(node)) {
      if (isSource(node)) found.push(node);
      else for (const value of Object.values(node)) visit(value);
    }
  };
  visit(root);
  return found;
}

const isNode = (node: unknown): node is Record<string, unknown> =>
  typeof node === 'object' && node !== null && !ArrayBuffer.isView(node);

function isSource(node: object): node is Source {
  if (!('kind' in node)) return false;
  return node.kind === 'Table' || node.kind === 'TableQuery' || node.kind === 'FilePattern';
}

/** Lists the references to a bare table name, such as that of a query of WITH. */
export const referencesTo = (root: unknown, name: string): readonly Source[] =>
  sourcesIn(root).filter(
    (source) =>
      source.kind !== 'FilePattern' &&
      source.name.parts.length === 1 &&
      source.name.parts[0]!.value.toLowerCase() === name.toLowerCase(),
  );

/** Counts the `?`s of a part of the syntax tree. */
export function parameterCount(root: unknown): number {
  if (Array.isArray(root)) return root.reduce((count: number, item) => count + parameterCount(item), 0);
  if (!isNode(root)) return 0;
  if (root.kind === 'Parameter') return 1;
  return Object.values(root).reduce((count: number, value) => count + parameterCount(value), 0);
}

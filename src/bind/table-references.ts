import type * as ast from '../sql/ast.js';

type Source = Extract<ast.Relation, { readonly kind: 'Table' | 'FilePattern' }> | ast.TableQuery;

/** Visits every node of a part of the syntax tree in the order of the text; `enters` tells whether to go on inside one. */
function walk(root: unknown, enters: (node: Record<string, unknown>) => boolean): void {
  const rest: unknown[] = [root];
  while (rest.length > 0) {
    const node = rest.pop();
    if (Array.isArray(node)) {
      for (let i = node.length - 1; i >= 0; i--) if (typeof node[i] === 'object') rest.push(node[i]);
    } else if (isNode(node) && enters(node)) {
      const names = Object.keys(node);
      for (let i = names.length - 1; i >= 0; i--) {
        const name = names[i]!;
        if (name !== 'position' && typeof node[name] === 'object') rest.push(node[name]);
      }
    }
  }
}

/** Lists the tables and file patterns that a part of the syntax tree reads from, in the order of the text. */
export function sourcesIn(root: unknown): readonly Source[] {
  const found: Source[] = [];
  walk(root, (node) => {
    if (isSource(node)) found.push(node);
    return !isSource(node);
  });
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
  let count = 0;
  walk(root, ({ kind }) => {
    if (kind === 'Parameter') count++;
    return true;
  });
  return count;
}

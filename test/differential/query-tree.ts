// A random query is a tree, so that a failing one can be made smaller: any node may give way to a part of itself that
// has the same sort, and whatever is optional may go.

/** Names the two engines a text can be written for. */
export type Dialect = 'lakelet' | 'duckdb';

/** Names what may stand in a place: a value of a type, a predicate, a whole query. */
export type Sort = 'int' | 'double' | 'text' | 'decimal' | 'date' | 'time' | 'bool' | 'query' | 'other';

/** Holds one node; its parts in order give its text. */
export interface TreeNode {
  readonly sort: Sort;
  readonly parts: readonly Part[];
}

/** Holds a piece of a node: text, text that differs by engine, a child, a child that may go, a list that may shrink. */
export type Part =
  | string
  | TreeNode
  | Readonly<Record<Dialect, string>>
  | { readonly optional: TreeNode | undefined; readonly before: string }
  | { readonly items: readonly TreeNode[]; readonly separator: string; readonly min: number };

/** Makes a node. */
export function node(sort: Sort, ...parts: readonly Part[]): TreeNode {
  return { sort, parts };
}

/** Writes a tree as SQL. */
export function render(tree: TreeNode, dialect: Dialect): string {
  return tree.parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if ('parts' in part) return render(part, dialect);
      if ('items' in part) return part.items.map((item) => render(item, dialect)).join(part.separator);
      if ('before' in part) return part.optional ? `${part.before}${render(part.optional, dialect)}` : '';
      return part[dialect];
    })
    .join('');
}

/** Lists the trees that are one step smaller, the boldest steps first. */
export function* reductions(tree: TreeNode): Generator<TreeNode> {
  const leaf = leaves[tree.sort];
  if (leaf !== undefined && !(tree.parts.length === 1 && tree.parts[0] === leaf)) yield node(tree.sort, leaf);
  for (const descendant of descendants(tree)) if (descendant.sort === tree.sort) yield descendant;
  for (let i = 0; i < tree.parts.length; i++) {
    for (const part of partReductions(tree.parts[i]!)) {
      yield { ...tree, parts: [...tree.parts.slice(0, i), part, ...tree.parts.slice(i + 1)] };
    }
  }
}

const leaves: Partial<Record<Sort, string>> = {
  int: '1',
  double: '1e0',
  text: "'a'",
  bool: 'true',
  date: "DATE '2020-01-01'",
  time: "TIMESTAMP '2020-01-01 00:00:00.000000'",
};

function* partReductions(part: Part): Generator<Part> {
  if (typeof part === 'string') return;
  if ('parts' in part) yield* reductions(part);
  else if ('items' in part) {
    const { items, min } = part;
    for (let i = 0; i < items.length && items.length > min; i++) {
      yield { ...part, items: [...items.slice(0, i), ...items.slice(i + 1)] };
    }
    for (let i = 0; i < items.length; i++) {
      for (const smaller of reductions(items[i]!)) {
        yield { ...part, items: [...items.slice(0, i), smaller, ...items.slice(i + 1)] };
      }
    }
  } else if ('before' in part && part.optional) {
    yield { ...part, optional: undefined };
    for (const smaller of reductions(part.optional)) yield { ...part, optional: smaller };
  }
}

function* descendants(tree: TreeNode): Generator<TreeNode> {
  for (const part of tree.parts) {
    if (typeof part === 'string') continue;
    const children = 'parts' in part ? [part] : 'items' in part ? part.items : 'before' in part ? [part.optional] : [];
    for (const child of children) {
      if (!child) continue;
      yield child;
      yield* descendants(child);
    }
  }
}

const stepsMax = 400;

/** Makes a failing tree as small as single steps allow while it still fails. */
export async function shrink(tree: TreeNode, isFailing: (tree: TreeNode) => Promise<boolean>): Promise<TreeNode> {
  let smallest = tree;
  let steps = 0;
  for (let found = true; found; ) {
    found = false;
    for (const candidate of reductions(smallest)) {
      if (++steps > stepsMax) return smallest;
      if (!(await isFailing(candidate))) continue;
      smallest = candidate;
      found = true;
      break;
    }
  }
  return smallest;
}

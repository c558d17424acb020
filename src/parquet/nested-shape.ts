import type { SchemaNode } from './schema.js';

/**
 * How groups stand for lists and maps, with the older spellings that the format's LogicalTypes.md lists under
 * "Backward-compatibility rules".
 */

/** Gives the element of a group that is a LIST, undefined for another. The element may be the repeated node itself. */
export function listElementOf(node: SchemaNode): SchemaNode | undefined {
  if (node.logical?.kind !== 'list' || node.children.length !== 1) return undefined;
  const repeated = node.children[0]!;
  if (repeated.repetition !== 'repeated') return undefined;
  if (repeated.physical !== undefined || repeated.children.length !== 1) return repeated;
  if (repeated.name === 'array' || repeated.name === `${node.name}_tuple`) return repeated;
  // A repeated group that itself holds a repeated field is a struct with a list, not the middle of three levels.
  return repeated.children[0]!.repetition === 'repeated' ? repeated : repeated.children[0];
}

/** Gives the repeated entry of a group that is a MAP and its parts; some writers leave out the value. */
export function mapEntryOf(
  node: SchemaNode,
): { entry: SchemaNode; key: SchemaNode; value: SchemaNode | undefined } | undefined {
  if (node.logical?.kind !== 'map' || node.children.length !== 1) return undefined;
  const entry = node.children[0]!;
  if (entry.repetition !== 'repeated' || entry.children.length < 1 || entry.children.length > 2) return undefined;
  return { entry, key: entry.children[0]!, value: entry.children[1] };
}

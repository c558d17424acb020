import { expect } from 'vitest';
import { formatStatement, parseStatement } from '../../src/sql/parse-statement.js';

/** Copies a tree without its positions. */
export function withoutPositions(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutPositions);
  if (node === null || typeof node !== 'object' || node instanceof Uint8Array) return node;
  const entries = Object.entries(node).filter(([key]) => !key.endsWith('osition'));
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutPositions(value)]));
}

/** Checks that a statement, written back as SQL, parses to the same tree; answers that SQL. */
export function expectRoundTrip(sql: string): string {
  const tree = parseStatement(sql);
  const text = formatStatement(tree);
  expect(withoutPositions(parseStatement(text)), text).toEqual(withoutPositions(tree));
  return text;
}

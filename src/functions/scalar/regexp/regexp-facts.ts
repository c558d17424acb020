import { type CodePointSet, rangesOf, setHas, setOf } from './code-point-set.js';
import { patternError } from './pattern-reader.js';
import type { RegexpNode } from './regexp-node.js';

const encoder = new TextEncoder();

/** Encodes one code point. */
export const pointBytes = (point: number): Uint8Array => encoder.encode(String.fromCodePoint(point));

/** Tells whether a node can match nothing. */
export function canBeEmpty(node: RegexpNode): boolean {
  switch (node.kind) {
    case 'point':
    case 'set':
      return false;
    case 'sequence':
      return node.items.every(canBeEmpty);
    case 'choice':
      return node.options.some(canBeEmpty);
    case 'repeat':
      return node.min === 0 || canBeEmpty(node.body);
    case 'group':
    case 'atomic':
      return canBeEmpty(node.body);
    default:
      return true;
  }
}

/** Gives the set of a node that takes exactly one code point. */
export function singleSet(node: RegexpNode): CodePointSet | undefined {
  if (node.kind === 'set') return node.set;
  return node.kind === 'point' ? setOf([[node.point, node.point]]) : undefined;
}

/** Counts the code points that a node of a look-behind takes. @throws INVALID_FUNCTION_ARGUMENT when that varies */
export function fixedWidth(node: RegexpNode): number {
  switch (node.kind) {
    case 'empty':
    case 'assertion':
      return 0;
    case 'point':
    case 'set':
      return 1;
    case 'sequence':
      return node.items.reduce((width, item) => width + fixedWidth(item), 0);
    case 'choice': {
      const [first, ...rest] = node.options.map(fixedWidth);
      if (rest.some((width) => width !== first)) throw invalidLookBehind();
      return first!;
    }
    case 'repeat':
      if (node.min !== node.max) throw invalidLookBehind();
      return node.min * fixedWidth(node.body);
    case 'group':
    case 'atomic':
      return fixedWidth(node.body);
    case 'look':
      if (node.isAhead) throw invalidLookBehind();
      return 0;
    default:
      throw invalidLookBehind();
  }
}

const invalidLookBehind = (): Error => patternError('invalid pattern in look-behind');

/** Tells whether a node holds one for which `test` answers true. */
export function hasNode(node: RegexpNode, test: (node: RegexpNode) => boolean): boolean {
  if (test(node)) return true;
  if (node.kind === 'sequence') return node.items.some((item) => hasNode(item, test));
  if (node.kind === 'choice') return node.options.some((option) => hasNode(option, test));
  return 'body' in node && hasNode(node.body, test);
}

/** Gives the code points that every match begins with. */
export function leadingPoints(node: RegexpNode): readonly number[] {
  return lead(node).points;
}

function lead(node: RegexpNode): { readonly points: readonly number[]; readonly isWhole: boolean } {
  switch (node.kind) {
    case 'point':
      return { points: [node.point], isWhole: true };
    case 'empty':
      return { points: [], isWhole: true };
    case 'group':
    case 'atomic':
      return lead(node.body);
    case 'sequence': {
      const points: number[] = [];
      for (const item of node.items) {
        const next = lead(item);
        points.push(...next.points);
        if (!next.isWhole) return { points, isWhole: false };
      }
      return { points, isWhole: true };
    }
    case 'repeat':
      return { points: node.min > 0 ? lead(node.body).points : [], isWhole: false };
    default:
      return { points: [], isWhole: false };
  }
}

/** Tells whether a node can match at the start of the text only. */
export function isAnchored(node: RegexpNode): boolean {
  switch (node.kind) {
    case 'assertion':
      return node.what === 'textStart';
    case 'group':
    case 'atomic':
      return isAnchored(node.body);
    case 'sequence':
      return node.items.length > 0 && isAnchored(node.items[0]!);
    case 'choice':
      return node.options.every(isAnchored);
    default:
      return false;
  }
}

/** Collects into `bytes` (256 flags) those that a match may begin with; true when the node can match nothing. */
export function collectFirstBytes(node: RegexpNode, bytes: Uint8Array): boolean {
  switch (node.kind) {
    case 'point':
      bytes[pointBytes(node.point)[0]!] = 1;
      return false;
    case 'set':
      addFirstBytes(node.set, bytes);
      return false;
    case 'sequence':
      return node.items.every((item) => collectFirstBytes(item, bytes));
    case 'choice':
      return node.options.map((option) => collectFirstBytes(option, bytes)).includes(true);
    case 'repeat':
      return collectFirstBytes(node.body, bytes) || node.min === 0;
    case 'group':
    case 'atomic':
      return collectFirstBytes(node.body, bytes);
    case 'again':
      bytes.fill(1);
      return true;
    default:
      return true;
  }
}

function addFirstBytes(set: CodePointSet, bytes: Uint8Array): void {
  for (const [first, last] of rangesOf(set)) {
    for (let point = first; point <= Math.min(last, 0x7f); point++) bytes[point] = 1;
    if (last < 0x80) continue;
    // Bytes that are not UTF-8 count as code points of their own, which sets without bound take.
    const from = last === 0x10ffff ? 0x80 : pointBytes(Math.max(first, 0x80))[0]!;
    bytes.fill(1, from, last === 0x10ffff ? 256 : pointBytes(last)[0]! + 1);
  }
}

/** Tells whether a set has the ASCII character `byte`, or might have what begins with another byte. */
export const mayTakeByte = (set: CodePointSet, byte: number): boolean => byte >= 0x80 || setHas(set, byte);

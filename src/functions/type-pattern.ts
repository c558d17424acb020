import { assert } from '../base/lake-error.js';
import { parseType } from '../types/parse-type.js';
import { type SqlType, type TypeKind, typeText } from '../types/sql-type.js';

/**
 * A parsed TypePattern. Variables of types are an upper-case letter, perhaps with digits: `E…` stands for comparable types,
 * `O…` for orderable ones, all others for any type. Variables of numbers are a lower-case letter, perhaps with digits.
 */
export type PatternNode =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'concrete'; readonly type: SqlType }
  /** A scalar type whose parameters are numbers or variables of numbers. */
  | { readonly kind: 'numbers'; readonly base: NumberedKind; readonly parameters: readonly (number | string)[] }
  | { readonly kind: 'array' | 'map' | 'row' | 'function'; readonly parts: readonly PatternNode[] };

/** Names the kinds of types that have numbers as parameters. */
export type NumberedKind =
  | 'decimal'
  | 'varchar'
  | 'char'
  | 'time'
  | 'time with time zone'
  | 'timestamp'
  | 'timestamp with time zone';

/** The length that unbounded varchar counts as among numbers. */
export const unboundedLength = 2_147_483_647;

const structures: readonly TypeKind[] = ['array', 'map', 'row', 'function'];
const numbered: readonly TypeKind[] = ['decimal', 'varchar', 'char', 'time', 'timestamp'];
const parsed = new Map<string, PatternNode>();

/** Reads a pattern; the answers are kept, as definitions are few. */
export function parsePattern(text: string): PatternNode {
  const known = parsed.get(text);
  if (known) return known;
  const node = parseNode(text.trim());
  parsed.set(text, node);
  return node;
}

function parseNode(text: string): PatternNode {
  if (/^[A-Z][0-9]*$/.test(text)) return { kind: 'variable', name: text };
  const match = /^([a-z]+)\((.*)\)( with time zone)?$/.exec(text);
  if (!match || match[1] === 'qdigest') return { kind: 'concrete', type: parseType(text) };
  const [, name, inner, zone = ''] = match;
  const parts = splitParts(inner!);
  if (structures.includes(name as TypeKind))
    return { kind: name as 'array' | 'map' | 'row' | 'function', parts: parts.map(parseNode) };
  assert(numbered.includes(name as TypeKind), `a type pattern that can be read: ${text}`);
  const parameters = parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return { kind: 'numbers', base: `${name}${zone}` as NumberedKind, parameters };
}

/** Splits at the commas outside of parentheses. */
function splitParts(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

/** What the variables of a pattern stand for. */
export interface Bindings {
  readonly types: Map<string, SqlType>;
  readonly numbers: Map<string, number>;
}

/** Puts the bindings into a pattern; undefined where a variable has none. */
export function substitute(node: PatternNode, bindings: Bindings): SqlType | undefined {
  switch (node.kind) {
    case 'variable':
      return bindings.types.get(node.name);
    case 'concrete':
      return node.type;
    case 'numbers': {
      const numbers = node.parameters.map((part) => (typeof part === 'number' ? part : bindings.numbers.get(part)));
      const found = numbers.filter((number) => number !== undefined);
      return found.length === numbers.length ? numberedType(node.base, found) : undefined;
    }
    default: {
      const types = node.parts.map((part) => substitute(part, bindings));
      const found = types.filter((type) => type !== undefined);
      return found.length === types.length ? structureType(node.kind, found) : undefined;
    }
  }
}

/** Makes a type from its kind and numbers, in the order in which its text has them. */
export function numberedType(base: NumberedKind, [first, second]: readonly number[]): SqlType {
  if (base === 'decimal') return { kind: base, precision: first!, scale: second! };
  if (base === 'varchar') return first === unboundedLength ? { kind: base } : { kind: base, length: first };
  return base === 'char' ? { kind: base, length: first! } : { kind: base, precision: first! };
}

/** Lists the numbers of a type of a numbered kind. */
export function numbersOf(type: SqlType): readonly number[] {
  switch (type.kind) {
    case 'decimal':
      return [type.precision, type.scale];
    case 'varchar':
      return [type.length ?? unboundedLength];
    case 'char':
      return [type.length];
    case 'time':
    case 'time with time zone':
    case 'timestamp':
    case 'timestamp with time zone':
      return [type.precision];
    default:
      return [];
  }
}

function structureType(kind: 'array' | 'map' | 'row' | 'function', parts: readonly SqlType[]): SqlType {
  if (kind === 'array') return { kind, element: parts[0]! };
  if (kind === 'map') return { kind, key: parts[0]!, value: parts[1]! };
  if (kind === 'row') return { kind, fields: parts.map((type) => ({ type })) };
  return { kind, parameters: parts.slice(0, -1), returns: parts.at(-1)! };
}

/** Lists the types inside a structure, in the order of a pattern's parts. */
export function partsOf(type: SqlType): readonly SqlType[] {
  switch (type.kind) {
    case 'array':
      return [type.element];
    case 'map':
      return [type.key, type.value];
    case 'row':
      return type.fields.map((field) => field.type);
    case 'function':
      return [...type.parameters, type.returns];
    default:
      return [];
  }
}

/** Tells whether a pattern has a variable of a type, which makes its overload generic. */
export function isGeneric(node: PatternNode): boolean {
  if (node.kind === 'variable') return true;
  return 'parts' in node && node.parts.some(isGeneric);
}

/** Prints a pattern for a message. */
export function patternText(node: PatternNode): string {
  switch (node.kind) {
    case 'variable':
      return node.name;
    case 'concrete':
      return typeText(node.type);
    case 'numbers': {
      const [name, zone] = node.base.split(/(?= with)/);
      return `${name}(${node.parameters.join(',')})${zone ?? ''}`;
    }
    default:
      return `${node.kind}(${node.parts.map(patternText).join(',')})`;
  }
}

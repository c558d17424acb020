/**
 * JSON (RFC 8259) as a tree, and the text that Trino makes of it: no spaces, keys sorted, of equal keys the last, other numbers than
 * whole ones as doubles, characters beyond the basic plane escaped.
 */
import { doubleText } from './number-text.js';

/** A number as it is written. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Tells whether it is written without a fraction and exponent. */
  get isInteger(): boolean {
    return /^-?\d+$/.test(this.text);
  }
}

/** One JSON value; an object keeps its keys in the order read, of equal ones the last value. */
export type JsonNode = null | boolean | string | JsonNumber | readonly JsonNode[] | ReadonlyMap<string, JsonNode>;

/** What `parseJson` may refuse besides wrong syntax. */
export interface ParseJsonOptions {
  /** Called for each key that an object has twice. */
  readonly onDuplicateKey?: (key: string) => void;
  /** More may stand behind the first value, as Jackson reads: behind a number or a word only after a space. */
  readonly allowsMore?: boolean;
}

const depthMax = 1000;
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const plainPattern = /[^"\\\u0000-\u001f]*/y;
/** What a letter behind a backslash stands for in JSON; `u` has a rule of its own. */
export const jsonEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Reads JSON; undefined where the text is none. */
export function parseJson(text: string, options: ParseJsonOptions = {}): JsonNode | undefined {
  const reader = new JsonReader(text, options);
  const node = reader.value(0);
  if (node === undefined) return undefined;
  return (options.allowsMore ? reader.endsValue() : reader.atEnd()) ? node : undefined;
}

class JsonReader {
  readonly #text: string;
  readonly #options: ParseJsonOptions;
  #at = 0;

  constructor(text: string, options: ParseJsonOptions) {
    this.#text = text;
    this.#options = options;
  }

  atEnd(): boolean {
    this.#skipSpace();
    return this.#at === this.#text.length;
  }

  /** Tells whether a value may end here. */
  endsValue(): boolean {
    const [last = '', next = ' '] = [this.#text[this.#at - 1], this.#text[this.#at]];
    return '}]"'.includes(last) || ' \t\n\r'.includes(next);
  }

  value(depth: number): JsonNode | undefined {
    if (depth > depthMax) return undefined;
    this.#skipSpace();
    const next = this.#text[this.#at];
    if (next === '{') return this.#object(depth);
    if (next === '[') return this.#array(depth);
    if (next === '"') return this.#string();
    for (const [word, value] of [['true', true] as const, ['false', false] as const, ['null', null] as const])
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    const number = this.#match(numberPattern);
    return number === undefined ? undefined : new JsonNumber(number);
  }

  #object(depth: number): JsonNode | undefined {
    const object = new Map<string, JsonNode>();
    this.#at++;
    if (this.#accept('}')) return object;
    do {
      this.#skipSpace();
      const key = this.#text[this.#at] === '"' ? this.#string() : undefined;
      if (key === undefined || !this.#accept(':')) return undefined;
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      if (object.has(key)) this.#options.onDuplicateKey?.(key);
      object.set(key, value);
    } while (this.#accept(','));
    return this.#accept('}') ? object : undefined;
  }

  #array(depth: number): JsonNode | undefined {
    const array: JsonNode[] = [];
    this.#at++;
    if (this.#accept(']')) return array;
    do {
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      array.push(value);
    } while (this.#accept(','));
    return this.#accept(']') ? array : undefined;
  }

  #string(): string | undefined {
    this.#at++;
    let result = '';
    for (;;) {
      result += this.#match(plainPattern);
      const sign = this.#text[this.#at++];
      if (sign === '"') return result;
      if (sign !== '\\') return undefined;
      const escaped = this.#text[this.#at++] ?? '';
      if (escaped === 'u') {
        const hex = this.#text.slice(this.#at, this.#at + 4);
        if (!/^[\da-fA-F]{4}$/.test(hex)) return undefined;
        result += String.fromCharCode(Number.parseInt(hex, 16));
        this.#at += 4;
      } else if (Object.hasOwn(jsonEscapes, escaped)) result += jsonEscapes[escaped];
      else return undefined;
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text)?.[0];
    if (match !== undefined) this.#at += match.length;
    return match;
  }

  #accept(sign: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? 'x')) this.#at++;
  }
}

const controlNames: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** Prints a string as JSON. */
export function jsonString(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON jsonEscapes them
  const escaped = text.replace(/["\\\u0000-\u001f\ud800-\udfff]/g, (unit) => {
    return controlNames[unit] ?? `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

/** Prints a node; numbers as they are written, objects with their keys sorted. */
export function jsonText(node: JsonNode): string {
  if (node === null || typeof node === 'boolean') return String(node);
  if (typeof node === 'string') return jsonString(node);
  if (node instanceof JsonNumber) return node.text;
  if (node instanceof Map) {
    const entries = [...(node as ReadonlyMap<string, JsonNode>)].sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, value]) => `${jsonString(key)}:${jsonText(value)}`).join()}}`;
  }
  return `[${(node as readonly JsonNode[]).map(jsonText).join()}]`;
}

/** Gives JSON text the form that all values of the type json have; undefined where the text is no JSON. */
export function canonicalJson(text: string): string | undefined {
  const node = parseJson(text);
  return node === undefined ? undefined : jsonText(withCanonicalNumbers(node));
}

function withCanonicalNumbers(node: JsonNode): JsonNode {
  if (node instanceof JsonNumber) return canonicalNumber(node);
  if (node instanceof Map)
    return new Map(
      [...(node as ReadonlyMap<string, JsonNode>)].map(([key, value]) => [key, withCanonicalNumbers(value)]),
    );
  return Array.isArray(node) ? (node as readonly JsonNode[]).map(withCanonicalNumbers) : node;
}

function canonicalNumber(number: JsonNumber): JsonNode {
  if (number.isInteger) return new JsonNumber(String(BigInt(number.text)));
  const text = doubleText(Number(number.text));
  return text.endsWith('Infinity') ? text : new JsonNumber(text);
}

/**
 * Reads regular expressions as Joni does in its Java syntax, which is Trino's: possessive and lazy quantifiers, look-around, atomic and
 * named groups, options, classes with intersections, Unicode properties. `\d \s \w` are ASCII, `\b` and `[[:alpha:]]` Unicode.
 */
import { closeOverCase, emptySet, lastCodePoint, negateSet, setOf } from './code-point-set.js';
import { parseClass } from './parse-class.js';
import { parseEscape } from './parse-escape.js';
import { PatternReader, patternError } from './pattern-reader.js';
import type { Assertion, Regexp, RegexpNode } from './regexp-node.js';

/** Options in force at a place of the pattern. */
interface Options {
  readonly ignoresCase: boolean;
  readonly isMultiline: boolean;
  readonly dotTakesNewline: boolean;
  readonly isExtended: boolean;
}

const defaults: Options = { ignoresCase: false, isMultiline: false, dotTakesNewline: false, isExtended: false };
const newline = setOf([[10, 10]]);
const repeatMax = 100_000;
const nestingMax = 500;

const escapedAssertions: Readonly<Record<string, Assertion>> = {
  A: 'textStart',
  z: 'textEnd',
  Z: 'lastLineEnd',
  b: 'wordEdge',
  B: 'noWordEdge',
  G: 'searchStart',
};

/** Parses a pattern. @throws INVALID_FUNCTION_ARGUMENT in Joni's words */
export const parseRegexp = (pattern: string): Regexp => new RegexpParser(pattern).parse();

class RegexpParser {
  readonly #reader: PatternReader;
  readonly #names = new Map<string, number[]>();
  #groupCount = 0;
  #depth = 0;
  /** Back references are checked when all groups are known. */
  readonly #references: (() => void)[] = [];

  constructor(pattern: string) {
    this.#reader = new PatternReader(pattern);
  }

  parse(): Regexp {
    const root = this.#choice(defaults);
    if (!this.#reader.isAtEnd) throw patternError('unmatched close parenthesis');
    for (const check of this.#references) check();
    return { root, groupCount: this.#groupCount, groupNames: this.#names };
  }

  #choice(options: Options): RegexpNode {
    if (++this.#depth > nestingMax) throw patternError('too deep nest level');
    const choices = [this.#sequence(options)];
    while (this.#reader.take('|')) choices.push(this.#sequence(options));
    this.#depth--;
    return choices.length === 1 ? choices[0]! : { kind: 'choice', options: choices };
  }

  #sequence(options: Options): RegexpNode {
    const reader = this.#reader;
    const items: RegexpNode[] = [];
    while (!reader.isAtEnd && reader.next !== '|' && reader.next !== ')') {
      if (options.isExtended && this.#skipsExtended()) continue;
      if (reader.take('(?#')) {
        if (reader.until(')') === undefined) throw patternError('end pattern in group');
        continue;
      }
      if (reader.take('\\Q')) {
        items.push(...this.#quoted(options));
        continue;
      }
      let item = this.#atom(options);
      for (;;) {
        if (options.isExtended) while (this.#skipsExtended());
        const repeated = this.#repeat(item);
        if (!repeated) break;
        item = repeated;
      }
      items.push(item);
    }
    return items.length === 1 ? items[0]! : items.length === 0 ? { kind: 'empty' } : { kind: 'sequence', items };
  }

  #skipsExtended(): boolean {
    const reader = this.#reader;
    if (/^\s$/.test(reader.next)) {
      reader.at++;
      return true;
    }
    if (!reader.take('#')) return false;
    while (!reader.isAtEnd && !reader.sees('\n')) reader.at++;
    return true;
  }

  *#quoted(options: Options): Generator<RegexpNode> {
    const reader = this.#reader;
    while (!reader.isAtEnd && !reader.take('\\E')) yield point(reader.points[reader.at++]!.codePointAt(0)!, options);
  }

  #atom(options: Options): RegexpNode {
    const reader = this.#reader;
    if (this.#quantifier()) throw patternError('target of repeat operator is not specified');
    const first = reader.any('internal parser error (bug)');
    switch (first) {
      case '(':
        return this.#group(options);
      case '[':
        return { kind: 'set', set: parseClass(reader, options.ignoresCase) };
      case '.':
        return { kind: 'set', set: options.dotTakesNewline ? negateSet(emptySet) : negateSet(newline) };
      case '^':
        return { kind: 'assertion', what: options.isMultiline ? 'lineStart' : 'textStart' };
      case '$':
        return { kind: 'assertion', what: options.isMultiline ? 'lineEnd' : 'lastLineEnd' };
      case '\\':
        return this.#escape(options);
      default:
        return point(first.codePointAt(0)!, options);
    }
  }

  #escape(options: Options): RegexpNode {
    const reader = this.#reader;
    const letter = reader.next;
    if (Object.hasOwn(escapedAssertions, letter)) {
      reader.at++;
      return { kind: 'assertion', what: escapedAssertions[letter]! };
    }
    if (letter === 'k' && reader.points[reader.at + 1] === '<') {
      reader.at += 2;
      const start = reader.at;
      const name = reader.until('>');
      if (name === undefined) throw patternError(`invalid group name <${reader.points.slice(start).join('')}>`);
      return this.#named(name, options);
    }
    if (/^[1-9]$/.test(letter)) {
      const start = reader.at;
      const number = Number(reader.digits(/^\d$/, 9));
      if (number <= 9 || number <= this.#groupCount) {
        this.#references.push(() => {
          if (number > this.#groupCount) throw patternError('invalid backref number/name');
        });
        return { kind: 'again', groups: [number], ignoresCase: options.ignoresCase };
      }
      reader.at = start;
    }
    const escaped = parseEscape(reader);
    if ('point' in escaped) return point(escaped.point, options);
    return { kind: 'set', set: options.ignoresCase ? closeOverCase(escaped.set) : escaped.set };
  }

  #named(name: string, options: Options): RegexpNode {
    const groups = /^\d+$/.test(name) ? [Number(name)] : this.#names.get(name);
    if (!groups) throw patternError(`undefined name <${name}> reference`);
    this.#references.push(() => {
      if (groups.some((group) => group > this.#groupCount)) throw patternError('invalid backref number/name');
    });
    return { kind: 'again', groups, ignoresCase: options.ignoresCase };
  }

  #group(options: Options): RegexpNode {
    const reader = this.#reader;
    if (!reader.take('?')) return this.#capture(options);
    if (reader.isAtEnd) throw patternError('end pattern in group');
    if (reader.take(':')) return this.#closed(options);
    if (reader.take('>')) return { kind: 'atomic', body: this.#closed(options) };
    for (const [mark, isAhead, isNegative] of lookMarks)
      if (reader.take(mark)) return { kind: 'look', isAhead, isNegative, body: this.#closed(options) };
    if (reader.take('<')) return this.#namedCapture('>', options);
    if (reader.take("'")) return this.#namedCapture("'", options);
    return this.#optionGroup(options);
  }

  #namedCapture(end: string, options: Options): RegexpNode {
    const name = this.#reader.until(end);
    if (name === undefined) throw patternError('end pattern with unmatched parenthesis');
    if (name === '') throw patternError('group name is empty');
    if (/^[\d\W]/.test(name)) throw patternError(`invalid group name <${name}>`);
    if (this.#names.has(name)) throw patternError(`multiplex defined name <${name}>`);
    this.#names.set(name, [this.#groupCount + 1]);
    return this.#capture(options);
  }

  #capture(options: Options): RegexpNode {
    const index = ++this.#groupCount;
    return { kind: 'group', index, body: this.#closed(options) };
  }

  #closed(options: Options): RegexpNode {
    const body = this.#choice(options);
    if (!this.#reader.take(')')) throw patternError('end pattern with unmatched parenthesis');
    return body;
  }

  /** Reads `(?ims-x)`, in force to the end of the enclosing group, alternatives included, or `(?ims-x: … )`. */
  #optionGroup(options: Options): RegexpNode {
    const reader = this.#reader;
    const changed: Record<keyof Options, boolean> = { ...options };
    let isOn = true;
    const start = reader.at;
    for (;;) {
      const letter = reader.any('end pattern in group');
      if (letter === ':') return this.#closed(changed);
      if (letter === ')' && reader.at > start + 1) return this.#choice(changed);
      const option = optionLetters[letter];
      if (option) changed[option] = isOn;
      else if (letter === '-') isOn = false;
      else throw patternError('undefined group option');
    }
  }

  #repeat(body: RegexpNode): RegexpNode | undefined {
    const start = this.#reader.at;
    const bounds = this.#quantifier();
    if (!bounds) {
      this.#reader.at = start;
      return undefined;
    }
    const mode = this.#reader.take('?') ? 'lazy' : this.#reader.take('+') ? 'possessive' : 'greedy';
    return { kind: 'repeat', body, min: bounds[0], max: bounds[1], mode };
  }

  /** Reads a quantifier's bounds; undefined, perhaps behind a brace that is one of the characters, where there is none. */
  #quantifier(): readonly [min: number, max: number] | undefined {
    const reader = this.#reader;
    if (reader.take('*')) return [0, Number.POSITIVE_INFINITY];
    if (reader.take('+')) return [1, Number.POSITIVE_INFINITY];
    if (reader.take('?')) return [0, 1];
    const braces = /^\{(\d+)(,?)(\d*)\}/.exec(reader.points.slice(reader.at, reader.at + 32).join(''));
    if (!braces) return undefined;
    const [text, least, comma, most] = braces;
    const min = Number(least);
    const max = comma === '' ? min : most === '' ? Number.POSITIVE_INFINITY : Number(most);
    if (min > repeatMax || (max > repeatMax && max !== Number.POSITIVE_INFINITY))
      throw patternError('too big number for repeat range');
    if (max < min) throw patternError('upper is smaller than lower in repeat range');
    reader.at += text.length;
    return [min, max];
  }
}

const lookMarks: readonly (readonly [mark: string, isAhead: boolean, isNegative: boolean])[] = [
  ['=', true, false],
  ['!', true, true],
  ['<=', false, false],
  ['<!', false, true],
];
const optionLetters: Readonly<Record<string, keyof Options>> = {
  i: 'ignoresCase',
  m: 'isMultiline',
  s: 'dotTakesNewline',
  x: 'isExtended',
};

function point(value: number, { ignoresCase }: Options): RegexpNode {
  if (value > lastCodePoint) return { kind: 'set', set: emptySet };
  if (!ignoresCase) return { kind: 'point', point: value };
  const set = closeOverCase(setOf([[value, value]]));
  return set.length === 2 && set[0] === set[1] ? { kind: 'point', point: value } : { kind: 'set', set };
}

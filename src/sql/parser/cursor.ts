import { LakeError, type Position } from '../../base/lake-error.js';
import type { Expression, Query, Relation } from '../ast/tree.js';
import { Expectations } from './expectations.js';
import { isIdentifierKind } from './keywords.js';
import type { Token, TokenKind } from './token.js';
import { tokenize } from './tokenize.js';

/** Says that the token at hand does not fit; the parser turns it into an error once it knows what would have. */
export class Mismatch extends Error {}

/** The rules that refer to one another across files. */
export interface GrammarRules {
  expression(cursor: Cursor): Expression;
  /** An expression without predicates and logic. */
  valueExpression(cursor: Cursor): Expression;
  query(cursor: Cursor): Query;
  relation(cursor: Cursor): Relation;
}

/** How deep rules may nest: well within the call stack here and in what walks the tree later. */
const depthMax = 400;

const queryStarts = new Set<TokenKind>(['SELECT', 'WITH', 'VALUES', 'TABLE']);
const queryContinuations = new Set<TokenKind>([
  ...([')', 'end', 'UNION', 'EXCEPT', 'INTERSECT', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH'] as const),
]);

const labels: Partial<Record<TokenKind, string>> = {
  integer: '<integer>',
  string: '<string>',
  identifier: '<identifier>',
  end: '<EOF>',
};
const labelOf = (kind: TokenKind): string => labels[kind] ?? `'${kind}'`;

/** Reads tokens for the rules of the grammar, noting what they ask for when there is an error to report. */
export class Cursor {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly rules: GrammarRules;
  /** Only there on the second reading of a text, the one that explains its error. */
  readonly expectations: Expectations | undefined;
  index = 0;
  parameterCount = 0;
  /** The first error of a text that fits the grammar. */
  rejection: LakeError | undefined;
  #depth = 0;
  #enclosure = 0;
  #parenthesisCount = 0;
  #closings: Int32Array | undefined;

  constructor(text: string, rules: GrammarRules, explains = false) {
    this.text = text;
    this.tokens = tokenize(text);
    this.rules = rules;
    this.expectations = explains ? new Expectations() : undefined;
  }

  get token(): Token {
    return this.tokens[this.index]!;
  }

  get kind(): TokenKind {
    return this.tokens[this.index]!.kind;
  }

  get position(): Position {
    return positionOf(this.tokens[this.index]!);
  }

  /** Looks `offset` tokens ahead, which no error message mentions. */
  peek(offset = 1): TokenKind {
    return this.tokens[Math.min(this.index + offset, this.tokens.length - 1)]!.kind;
  }

  textOf(token: Token): string {
    return this.text.slice(token.start, token.end);
  }

  is(kind: TokenKind): boolean {
    if (this.tokens[this.index]!.kind === kind) return true;
    this.expectations?.record(this.index, labelOf(kind));
    return false;
  }

  /** Tells whether the next tokens are these; only the first is asked for in messages. */
  isSequence(...kinds: readonly TokenKind[]): boolean {
    if (!this.is(kinds[0]!)) return false;
    return kinds.every((kind, offset) => this.peek(offset) === kind);
  }

  accept(kind: TokenKind): boolean {
    if (!this.is(kind)) return false;
    this.index++;
    return true;
  }

  /** Returns the one of `kinds` that comes next, having read it. */
  acceptAny<K extends TokenKind>(...kinds: readonly K[]): K | undefined {
    for (const kind of kinds) if (this.accept(kind)) return kind;
    return undefined;
  }

  expect(kind: TokenKind): Token {
    if (!this.is(kind)) this.fail();
    return this.tokens[this.index++]!;
  }

  expectAll(...kinds: readonly TokenKind[]): void {
    for (const kind of kinds) this.expect(kind);
  }

  /** Reads one of `kinds`; when none is there, the message lists them and nothing that was optional before. */
  expectAny<K extends TokenKind>(...kinds: readonly K[]): K {
    const kind = this.kind as K;
    if (!kinds.includes(kind)) this.failExpecting(...kinds.map(labelOf));
    this.index++;
    return kind;
  }

  fail(): never {
    throw new Mismatch();
  }

  /** Fails where the grammar has a choice, none of whose `labels` is there. */
  failExpecting(...labels: readonly string[]): never {
    this.expectations?.restart(this.index);
    for (const label of labels) this.noteLabel(label);
    this.fail();
  }

  /** Keeps an error for when the text is known to fit the grammar, which is what is reported first. */
  reject(message: string, position: Position): void {
    this.rejection ??= new LakeError('SYNTAX_ERROR', message, { position });
  }

  /** Notes labels that are not asked for by `is`, because the caller looks at the kind itself. */
  note(kinds: readonly TokenKind[]): void {
    if (this.expectations) for (const kind of kinds) this.expectations.record(this.index, labelOf(kind));
  }

  /** Notes what would be accepted `offset` tokens ahead, when those before it already are. */
  noteAhead(offset: number, kind: TokenKind): void {
    if (this.peek(offset) !== kind) this.expectations?.record(this.index + offset, labelOf(kind));
  }

  noteLabel(label: string): void {
    this.expectations?.record(this.index, label);
  }

  /** Runs a rule that messages call by a label, such as `<type>`. */
  labelled<T>(label: string, rule: (cursor: Cursor) => T): T {
    const { expectations } = this;
    if (!expectations) return rule(this);
    const hiddenBefore = expectations.hide(this.index, label);
    const result = rule(this);
    expectations.show(hiddenBefore);
    return result;
  }

  /** Reads `item`, then more of them while commas follow. */
  list<T>(item: (cursor: Cursor) => T): T[] {
    const items = [item(this)];
    while (this.accept(',')) items.push(item(this));
    return items;
  }

  /** Reads a list that ends with a bracket of some kind, where for instance no alias can be. */
  enclosed<T>(item: (cursor: Cursor) => T): T[] {
    this.#enclosure++;
    const items = [item(this)];
    while (this.accept(',')) items.push(item(this));
    this.#enclosure--;
    return items;
  }

  /** Reads the list between bare parentheses. */
  grouped<T>(item: (cursor: Cursor) => T): T[] {
    this.#parenthesisCount++;
    const items = this.enclosed(item);
    this.#parenthesisCount--;
    return items;
  }

  get isInParentheses(): boolean {
    return this.#parenthesisCount > 0;
  }

  /** Tells whether an `enclosed` list is being read. */
  get isEnclosed(): boolean {
    return this.#enclosure > 0;
  }

  parenthesized<T>(item: (cursor: Cursor) => T): T {
    this.expect('(');
    const result = item(this);
    this.expect(')');
    return result;
  }

  /** Runs a rule that can contain itself, within the limit on nesting. */
  nested<T>(rule: (cursor: Cursor) => T): T {
    this.enter();
    const result = rule(this);
    this.leave();
    return result;
  }

  enter(): void {
    this.limit(++this.#depth);
  }

  /** Refuses trees that are deeper than what walks them later could bear. */
  limit(depth: number): void {
    if (depth > depthMax)
      throw new LakeError('SYNTAX_ERROR', `statement is too large (nested deeper than ${depthMax} levels)`, {
        position: this.position,
      });
  }

  leave(): void {
    this.#depth--;
  }

  /** Tries a rule; when it does not fit, goes back to where it began and returns undefined. */
  attempt<T>(rule: (cursor: Cursor) => T): T | undefined {
    const { index, parameterCount } = this;
    const depth = this.#depth;
    const enclosure = this.#enclosure;
    const parenthesisCount = this.#parenthesisCount;
    try {
      return rule(this);
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      this.index = index;
      this.parameterCount = parameterCount;
      this.#depth = depth;
      this.#enclosure = enclosure;
      this.#parenthesisCount = parenthesisCount;
      this.expectations?.rewind(index);
      return undefined;
    }
  }

  isIdentifierAt(offset: number): boolean {
    return isIdentifierKind(this.peek(offset));
  }

  /**
   * Tells whether the token at `index`, just inside a parenthesis, begins a query: by itself, or because a query in
   * parentheses ends right before ours close or goes on with a set operation, an order or a limit.
   */
  isQueryAt(index: number): boolean {
    let inner = index;
    while (this.tokens[inner]!.kind === '(') inner++;
    const first = this.tokens[inner]!.kind;
    // TABLE(…) calls a function.
    if (first === 'TABLE' ? this.tokens[inner + 1]!.kind === '(' : !queryStarts.has(first)) return false;
    for (let open = inner - 1; open >= index; open--) {
      const after = this.tokens[this.closingOf(open) + 1]?.kind ?? 'end';
      if (!queryContinuations.has(after)) return false;
    }
    return true;
  }

  /** Returns the index of the parenthesis that closes the one at `openIndex`, or of the end. */
  closingOf(openIndex: number): number {
    this.#closings ??= matchParentheses(this.tokens);
    return this.#closings[openIndex]!;
  }
}

/** Tells whether a query can begin with a token of this kind. */
export function isQueryStart(kind: TokenKind): boolean {
  return kind === '(' || queryStarts.has(kind);
}

/** Drops from a token all but its place. */
export function positionOf(token: Token): Position {
  return { line: token.line, column: token.column };
}

function matchParentheses(tokens: readonly Token[]): Int32Array {
  const closings = new Int32Array(tokens.length).fill(tokens.length - 1);
  const open: number[] = [];
  for (const [index, { kind }] of tokens.entries())
    if (kind === '(') open.push(index);
    else if (kind === ')' && open.length > 0) closings[open.pop()!] = index;
  return closings;
}

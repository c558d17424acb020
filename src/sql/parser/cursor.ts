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
  #undecided: LakeError | undefined;
  #depth = 0;
  #expressionDepth = 0;
  #callCount = 0;
  #groupCount = 0;
  #itemDepth = 0;
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

  /** Fails once Trino's parser is done with looking ahead, which first meets what does not fit the grammar. */
  rejectDecided(message: string, position: Position): void {
    this.#undecided ??= new LakeError('SYNTAX_ERROR', message, { position });
    this.#failIfDecided();
  }

  #failIfDecided(): void {
    if (this.#undecided && !this.isNameUndecided) throw this.#undecided;
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

  /** Reads the arguments of a call: until they end, Trino's parser does not tell a column from a label or a call. */
  callArguments<T>(item: (cursor: Cursor) => T): T[] {
    this.#callCount++;
    const items = this.list(item);
    this.#callCount--;
    if (this.kind === ')') this.#failIfDecided();
    return items;
  }

  /** Reads the list between bare parentheses, which until they end may be a row, a lambda or just an expression. */
  grouped<T>(item: (cursor: Cursor) => T): T[] {
    this.#groupCount++;
    const items = this.list(item);
    this.#groupCount--;
    if (this.kind === ')') this.#failIfDecided();
    return items;
  }

  /** Reads an item of SELECT, which until it ends may be `expression.*`. */
  selected<T>(item: (cursor: Cursor) => T): T {
    const itemDepth = this.#itemDepth;
    if (itemDepth === 0) this.#itemDepth = this.#expressionDepth + 1;
    const result = item(this);
    this.#itemDepth = itemDepth;
    return result;
  }

  /** Tells whether Trino's parser would still be looking ahead here, to choose among rules that begin alike. */
  get isUndecided(): boolean {
    return this.#groupCount > 0 || (this.#itemDepth > 0 && this.#expressionDepth > this.#itemDepth);
  }

  /** Tells whether a column's name might here still turn out to be something else. */
  get isNameUndecided(): boolean {
    return this.isUndecided || this.#callCount > 0;
  }

  get isInSelectItem(): boolean {
    return this.#itemDepth > 0;
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

  enterExpression(): void {
    this.#expressionDepth++;
    this.enter();
  }

  leaveExpression(): void {
    this.#expressionDepth--;
    this.leave();
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
    const counts = [this.#depth, this.#expressionDepth, this.#callCount, this.#groupCount, this.#itemDepth] as const;
    try {
      return rule(this);
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      this.index = index;
      this.parameterCount = parameterCount;
      [this.#depth, this.#expressionDepth, this.#callCount, this.#groupCount, this.#itemDepth] = counts;
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

import { LakeError, type Position } from '../../base/lake-error.js';
import type { SyntaxNode } from '../ast/names.js';
import { type HiveToken, tokenizeHive } from './hive-token.js';

/** Reads tokens for the rules of the Hive grammar, noting what was expected at the place furthest on. */
export class HiveCursor {
  readonly text: string;
  readonly #tokens: readonly HiveToken[];
  #index = 0;
  #furthest = 0;
  readonly #expected = new Set<string>();

  constructor(text: string) {
    this.text = text;
    this.#tokens = tokenizeHive(text);
  }

  get token(): HiveToken {
    return this.#tokens[this.#index]!;
  }

  get position(): Position {
    const { line, column } = this.token;
    return { line, column };
  }

  /** Looks `offset` tokens ahead. */
  peek(offset: number): HiveToken {
    return this.#tokens[Math.min(this.#index + offset, this.#tokens.length - 1)]!;
  }

  /** Tells whether words or symbols come next; the first that does not is noted as expected. */
  is(...values: readonly string[]): boolean {
    for (const [offset, value] of values.entries()) {
      const token = this.peek(offset);
      if (matches(token, value)) continue;
      this.note(offset, /^\w/.test(value) ? value : `'${value}'`);
      return false;
    }
    return true;
  }

  accept(...values: readonly string[]): boolean {
    if (!this.is(...values)) return false;
    this.#index += values.length;
    return true;
  }

  expect(...values: readonly string[]): void {
    if (!this.accept(...values)) this.fail();
  }

  /** Reads one token of a kind. */
  take(kind: HiveToken['kind'], label: string): HiveToken {
    const { token } = this;
    if (token.kind !== kind) {
      this.note(0, label);
      this.fail();
    }
    this.#index++;
    return token;
  }

  /** Reads `item`, then more of them while commas follow. */
  list<T>(item: (cursor: HiveCursor) => T): T[] {
    const items = [item(this)];
    while (this.accept(',')) items.push(item(this));
    return items;
  }

  parenthesized<T>(item: (cursor: HiveCursor) => T): T {
    this.expect('(');
    const result = item(this);
    this.expect(')');
    return result;
  }

  /** Notes what would have been accepted `offset` tokens ahead. */
  note(offset: number, label: string): void {
    const index = Math.min(this.#index + offset, this.#tokens.length - 1);
    if (index < this.#furthest) return;
    if (index > this.#furthest) this.#expected.clear();
    this.#furthest = index;
    this.#expected.add(label);
  }

  /** Throws SYNTAX_ERROR with what was expected at the furthest place. */
  fail(): never {
    const token = this.#tokens[Math.max(this.#furthest, this.#index)]!;
    const found = token.kind === 'end' ? '<EOF>' : this.text.slice(token.start, token.end);
    const labels = this.#furthest >= this.#index ? [...this.#expected] : [];
    const expecting = labels.length === 1 ? labels[0]! : `{${labels.join(', ')}}`;
    const what =
      labels.length > 0 ? `mismatched input '${found}' expecting ${expecting}` : `extraneous input '${found}'`;
    throw new LakeError('SYNTAX_ERROR', what, { position: { line: token.line, column: token.column } });
  }

  /** Makes the node that began at `start`. */
  expectEnd(): void {
    if (this.token.kind !== 'end') {
      this.note(0, '<EOF>');
      this.fail();
    }
  }
}

const matches = ({ kind, value }: HiveToken, wanted: string): boolean =>
  (kind === 'word' || kind === 'symbol') && value === wanted;

/** Reads a statement whose leading words are known to be there. */
export type HiveRule<S extends SyntaxNode> = (cursor: HiveCursor) => S;

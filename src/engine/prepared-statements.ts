import { LakeError } from '../base/lake-error.js';
import type { Statement } from '../sql/ast.js';
import { parseStatement } from '../sql/parse-statement.js';

/** Where statements are kept that more than one session may run. */
export interface KeptStatements {
  /** Gives the text of a statement. */
  find(name: string): string | undefined;
  set(name: string, statement: Statement): void;
  /** False when there is none. */
  remove(name: string): boolean;
}

/**
 * The statements that a session keeps by PREPARE, and those that its client keeps for it as text. With `kept` PREPARE keeps them there, for
 * others too.
 */
export class PreparedStatements {
  readonly #kept: KeptStatements | undefined;
  readonly #statements = new Map<string, Statement>();
  readonly #texts: Map<string, string>;

  constructor(texts: ReadonlyMap<string, string> = new Map(), kept?: KeptStatements) {
    this.#kept = kept;
    this.#texts = new Map(texts);
  }

  /** Finds a statement; a text is parsed when it is first wanted. @throws SYNTAX_ERROR */
  find(name: string): Statement | undefined {
    const text = this.#texts.get(name);
    if (text !== undefined) {
      this.#statements.set(name, parseStatement(text));
      this.#texts.delete(name);
    }
    const kept = this.#kept?.find(name);
    return kept === undefined ? this.#statements.get(name) : parseStatement(kept);
  }

  get names(): readonly string[] {
    return [...this.#statements.keys(), ...this.#texts.keys()];
  }

  set(name: string, statement: Statement): void {
    if (this.#kept) return this.#kept.set(name, statement);
    this.#texts.delete(name);
    this.#statements.set(name, statement);
  }

  /** @throws NOT_FOUND */
  remove(name: string): void {
    if (this.#kept?.remove(name)) return;
    const isText = this.#texts.delete(name);
    if (!this.#statements.delete(name) && !isText)
      throw new LakeError('NOT_FOUND', `Prepared statement not found: ${name}`);
  }
}

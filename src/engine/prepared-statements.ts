import { LakeError } from '../base/lake-error.js';
import type { Statement } from '../sql/ast.js';
import { parseStatement } from '../sql/parse-statement.js';

/** The statements that a session keeps by PREPARE, and those that its client keeps for it as text. */
export class PreparedStatements {
  readonly #statements = new Map<string, Statement>();
  readonly #texts: Map<string, string>;

  constructor(texts: ReadonlyMap<string, string> = new Map()) {
    this.#texts = new Map(texts);
  }

  /** Finds a statement; a text is parsed when it is first wanted. @throws SYNTAX_ERROR */
  find(name: string): Statement | undefined {
    const text = this.#texts.get(name);
    if (text !== undefined) {
      this.#statements.set(name, parseStatement(text));
      this.#texts.delete(name);
    }
    return this.#statements.get(name);
  }

  get names(): readonly string[] {
    return [...this.#statements.keys(), ...this.#texts.keys()];
  }

  set(name: string, statement: Statement): void {
    this.#texts.delete(name);
    this.#statements.set(name, statement);
  }

  /** @throws NOT_FOUND */
  remove(name: string): void {
    const isText = this.#texts.delete(name);
    if (!this.#statements.delete(name) && !isText)
      throw new LakeError('NOT_FOUND', `Prepared statement not found: ${name}`);
  }
}

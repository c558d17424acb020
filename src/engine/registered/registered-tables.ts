import { LakeError } from '../../base/lake-error.js';
import type { RegisteredTable } from './registered-table.js';

/** The tables that a session has registered, by name. */
export class RegisteredTables {
  readonly #tables = new Map<string, RegisteredTable>();

  /** The names, for the binder; undefined when there is none. */
  get names(): ReadonlySet<string> | undefined {
    return this.#tables.size === 0 ? undefined : new Set(this.#tables.keys());
  }

  find(name: string): RegisteredTable | undefined {
    return this.#tables.get(name);
  }

  /** Lists the tables in the order of their names. */
  list(): readonly RegisteredTable[] {
    return [...this.#tables.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws TABLE_ALREADY_EXISTS */
  checkFree(name: string): void {
    if (this.#tables.has(name))
      throw new LakeError('TABLE_ALREADY_EXISTS', `The session has registered '${name}' already`, {
        hint: 'unregister() it first.',
      });
  }

  /** @throws TABLE_ALREADY_EXISTS */
  add(table: RegisteredTable): void {
    this.checkFree(table.name);
    this.#tables.set(table.name, table);
  }

  /** @throws TABLE_NOT_FOUND */
  async remove(name: string): Promise<void> {
    const table = this.#tables.get(name);
    if (!table) throw new LakeError('TABLE_NOT_FOUND', `The session has not registered '${name}'`);
    this.#tables.delete(name);
    await table.release();
  }

  async removeAll(): Promise<void> {
    await Promise.all([...this.#tables.keys()].map((name) => this.remove(name)));
  }
}

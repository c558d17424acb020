import { createHash } from 'node:crypto';
import type { CatalogConnection } from '../catalog/catalog-connection.js';

/** One decision about what a principal asked for. */
export interface AuditEntry {
  readonly atMillis: number;
  readonly principal: string;
  /** What was asked: a permission or a statement's name. */
  readonly action: string;
  /** On what: the text of a resource. */
  readonly object: string;
  readonly columns?: readonly string[] | undefined;
  readonly rowFilterApplied?: boolean | undefined;
  readonly isAllowed: boolean;
  readonly reason?: string | undefined;
  readonly statementId?: string | undefined;
}

/** An entry as the log holds it. */
export interface AuditRecord extends AuditEntry {
  readonly id: number;
  /** SHA-256 of the hash before and the entry, in hexadecimal. */
  readonly hash: string;
}

const firstHash = '0'.repeat(64);
const pendingMax = 1000;
const writeDelayMs = 200;

/**
 * The log of decisions: entries are only ever added, and each one's hash covers all before it, so that a change to the file shows. What is
 * allowed may wait a moment to be written with others; what is denied or granted is written at once.
 */
export class AuditLog {
  readonly #connection: CatalogConnection;
  #pending: AuditEntry[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(connection: CatalogConnection) {
    this.#connection = connection;
  }

  /** Adds a decision. */
  add(entry: AuditEntry): void {
    this.#pending.push(entry);
    if (!entry.isAllowed || this.#pending.length >= pendingMax) this.write();
    else this.#timer ??= setTimeout(() => this.write(), writeDelayMs).unref();
  }

  /** Writes what waits; in a transaction of the catalog it is a part of that. */
  write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.length === 0) return;
    this.#connection.transaction(() => {
      let { id, hash } = this.#last();
      for (const entry of this.#pending) {
        const text = JSON.stringify(entry);
        hash = nextHash(hash, text);
        this.#connection.run('INSERT INTO audit VALUES (?, ?, ?, ?)', ++id, entry.atMillis, text, hash);
      }
    });
    this.#pending = [];
  }

  /** Lists the entries, the oldest first. */
  list(): readonly AuditRecord[] {
    this.write();
    return this.#rows().map(({ id, entry, hash }) => ({ ...(JSON.parse(entry) as AuditEntry), id, hash }));
  }

  /** Gives the number of the first entry that does not follow from those before it; undefined when all do. */
  verify(): number | undefined {
    this.write();
    let [expectedId, hash] = [0, firstHash];
    for (const row of this.#rows()) {
      hash = nextHash(hash, row.entry);
      if (row.id !== ++expectedId || row.hash !== hash) return row.id;
    }
    return undefined;
  }

  #rows(): readonly AuditRow[] {
    return this.#connection.all<AuditRow>('SELECT id, entry, hash FROM audit ORDER BY id');
  }

  #last(): { id: number; hash: string } {
    const sql = 'SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1';
    return this.#connection.get<{ id: number; hash: string }>(sql) ?? { id: 0, hash: firstHash };
  }
}

interface AuditRow {
  readonly id: number;
  readonly entry: string;
  readonly hash: string;
}

const nextHash = (before: string, entry: string): string =>
  createHash('sha256').update(before).update(entry).digest('hex');

import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { LakeError } from '../base/lake-error.js';
import type { CatalogConnection } from '../catalog/catalog-connection.js';
import type { Migration } from '../catalog/migrations.js';

/** One decision about what a principal asked for. */
export interface AuditEntry {
  readonly atMillis: number;
  /** Whose rights decided: the user, or the owner of a view that is read with the owner's rights. */
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
  /** The door that the statement came by. */
  readonly source?: string | undefined;
}

/** An entry as the log holds it. */
export interface AuditRecord extends AuditEntry {
  readonly id: number;
  /** SHA-256 of the hash before and the entry, in hexadecimal. */
  readonly hash: string;
}

/** The newest entry: its hash stands for all before it. */
export type AuditHead = Pick<AuditRecord, 'id' | 'hash'>;

/** Ids of entries, both ends with them. */
export interface IdRange {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** What checking the log found. */
export interface AuditCheck {
  /** Of all that were ever made. */
  readonly entryCount: number;
  /** How many of them, the oldest, were forgotten since the log was to go back so many days only. */
  readonly forgottenCount: number;
  /** Of the newest entry; kept elsewhere, it shows later whether the log was written anew. */
  readonly headHash: string;
  /** The first entry that does not follow from those before it, or is missing; undefined when the log is whole. */
  readonly wrongId: number | undefined;
}

/** The schema of the file, `audit.db` beside the catalog. */
export const auditSchema: readonly Migration[] = [
  `CREATE TABLE audit (id INTEGER PRIMARY KEY, entry TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
   CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
   CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;`,
  // Up to its anchor the log may be forgotten.
  `CREATE TABLE audit_anchor (id INTEGER NOT NULL) STRICT;
   DROP TRIGGER audit_is_not_deleted;
   CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit WHEN OLD.id > (SELECT coalesce(max(id), 0) FROM audit_anchor)
     BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;`,
];

const firstHash = '0'.repeat(64);
const pendingMax = 250;
const writeDelayMs = 200;
const pageRows = 1000;

/**
 * The log of decisions: entries are only ever added, and each one's hash covers all before it, so that a change to the file shows. What is
 * allowed waits a moment to be written with others; what is denied is written at once, and what changes the lake before it is committed (see
 * docs/decisions/permissions.md). Several processes may add to one log.
 */
export class AuditLog {
  readonly #open: () => CatalogConnection;
  #opened: CatalogConnection | undefined;
  #pending: AuditEntry[] = [];
  #timer: NodeJS.Timeout | undefined;
  #failure: LakeError | undefined;

  /** `open` gives the log's file when it is first needed. */
  constructor(open: () => CatalogConnection) {
    this.#open = open;
  }

  /** Adds a decision. While the log cannot be written none is added: throws HIVE_METASTORE_ERROR. */
  add(entry: AuditEntry): void {
    if (this.#failure) this.write();
    this.#pending.push(entry);
    if (!entry.isAllowed || this.#pending.length >= pendingMax) this.write();
    else this.#timer ??= setTimeout(() => this.#writeLater(), writeDelayMs).unref();
  }

  /**
   * Writes what waits and gives the newest entry; undefined when nothing waits. What is written outlives the process, what is written
   * `durably` the machine's power too. Throws HIVE_METASTORE_ERROR.
   */
  write(durability: 'process' | 'durable' = 'process'): AuditHead | undefined {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.length === 0) return undefined;
    const connection = this.#connection;
    if (durability === 'durable') connection.run('PRAGMA synchronous = FULL');
    try {
      const head = connection.transaction(() => this.#append(connection));
      this.#pending = [];
      this.#failure = undefined;
      return head;
    } catch (error) {
      if (error instanceof LakeError) this.#failure = error;
      throw error;
    } finally {
      if (durability === 'durable') connection.run('PRAGMA synchronous = NORMAL');
    }
  }

  /** Reads the log page by page, the oldest entries first, of those with ids within a range; gives of each page what is `asked` for. */
  *pages(
    asked: (entry: AuditEntry) => boolean = () => true,
    ids: IdRange = {},
  ): Generator<readonly AuditRecord[], undefined> {
    this.write();
    const { min = 1, max = Number.MAX_SAFE_INTEGER } = ids;
    for (let page = this.#page(min - 1, max); page.length > 0; page = this.#page(page.at(-1)!.id, max))
      yield page.flatMap(({ id, entry: text, hash }) => {
        const entry = JSON.parse(text) as AuditEntry;
        return asked(entry) ? [{ ...entry, id, hash }] : [];
      });
  }

  /** Finds the newest of the entries at the log's begin that were all made before a moment. */
  lastBefore(millis: number): AuditHead | undefined {
    this.write();
    let last: AuditHead | undefined;
    for (let page = this.#page(0); page.length > 0; page = this.#page(last!.id))
      for (const { id, entry, hash } of page) {
        if ((JSON.parse(entry) as AuditEntry).atMillis >= millis) return last;
        last = { id, hash };
      }
    // The newest stays: the next entry's hash goes by it.
    return last && this.#entryBefore(last.id);
  }

  /** Forgets the entries up to one, whose hash stands for them from now on: whoever verifies the log has to know it. */
  forget(upTo: AuditHead): void {
    const connection = this.#connection;
    connection.transaction(() => {
      connection.run('INSERT INTO audit_anchor VALUES (?)', upTo.id);
      connection.run('DELETE FROM audit WHERE id <= ?', upTo.id);
    });
  }

  /**
   * Checks every entry against those before it, and that the log still has the entry that is `known` from elsewhere. Of what was forgotten the
   * last is `anchor`.
   */
  async verify(known?: AuditHead, anchor: AuditHead = { id: 0, hash: firstHash }): Promise<AuditCheck> {
    this.write();
    let { id, hash } = anchor;
    const result = (wrongId?: number): AuditCheck => ({
      entryCount: id,
      forgottenCount: anchor.id,
      headHash: hash,
      wrongId,
    });
    for (let page = this.#page(id); page.length > 0; page = this.#page(id)) {
      for (const row of page) {
        const expected = nextHash(hash, row.entry);
        if (row.id !== id + 1 || row.hash !== expected) return result(id + 1);
        if (row.id === known?.id && row.hash !== known.hash) return result(row.id);
        [id, hash] = [row.id, expected];
      }
      await setImmediate();
    }
    return result(known && known.id > id ? id + 1 : undefined);
  }

  /** Writes what waits and closes the file. */
  close(): void {
    try {
      this.write('durable');
    } finally {
      this.#opened?.close();
      this.#opened = undefined;
    }
  }

  get #connection(): CatalogConnection {
    if (this.#opened) return this.#opened;
    this.#opened = this.#open();
    this.#opened.run('PRAGMA synchronous = NORMAL');
    return this.#opened;
  }

  // A timer has nobody to tell: the next decision is told.
  #writeLater(): void {
    try {
      this.write();
    } catch (error) {
      if (error !== this.#failure) throw error;
    }
  }

  #append(connection: CatalogConnection): AuditHead {
    const sql = 'SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1';
    let { id, hash } = connection.get<AuditHead>(sql) ?? { id: 0, hash: firstHash };
    for (const entry of this.#pending) {
      const text = JSON.stringify(entry);
      hash = nextHash(hash, text);
      connection.run('INSERT INTO audit VALUES (?, ?, ?)', ++id, text, hash);
    }
    return { id, hash };
  }

  #page(afterId: number, maxId = Number.MAX_SAFE_INTEGER): readonly AuditRow[] {
    const sql = 'SELECT id, entry, hash FROM audit WHERE id > ? AND id <= ? ORDER BY id LIMIT ?';
    return this.#connection.all<AuditRow>(sql, afterId, maxId, pageRows);
  }

  #entryBefore(id: number): AuditHead | undefined {
    return this.#connection.get<AuditHead>('SELECT id, hash FROM audit WHERE id < ? ORDER BY id DESC LIMIT 1', id);
  }
}

interface AuditRow {
  readonly id: number;
  readonly entry: string;
  readonly hash: string;
}

const nextHash = (before: string, entry: string): string =>
  createHash('sha256')
    .update(before + entry)
    .digest('hex');

import type { CatalogConnection } from './catalog-connection.js';

/** A write that is not committed: running, or left by a process that ended. */
export interface PendingWrite {
  readonly id: number;
  /** The process that writes, or wrote, as process-presence.ts names it. */
  readonly process: string;
  /** Folders that its files are in: the first is the write's own when the table is new. */
  readonly locations: readonly string[];
  readonly isNewTable: boolean;
  readonly startMillis: number;
  /** Given up: its files are deleted, and what may still come of it is, at this time, as soon as nothing can any more. */
  readonly forgetAfterMillis?: number | undefined;
}

/** What of all writes a reader sees. */
export interface WriteSnapshot {
  /** Names the lake in the names of its files. */
  readonly lakeId: string;
  /** Later writes are not seen. */
  readonly lastId: number;
  /** Earlier writes that are not committed. */
  readonly hiddenIds: ReadonlySet<number>;
  /** Counts the commits that replaced files. */
  readonly epoch: number;
  /** Locations of files that others have replaced. */
  readonly replaced: ReadonlySet<string>;
}

// Stands in a write's row in the place of its process.
const givenUp = 'given-up-';

interface WriteRow {
  readonly id: number;
  readonly process: string;
  readonly locations: string;
  readonly is_new_table: number;
  readonly start_millis: number;
}

/**
 * Which writes of data files are under way or were given up, and which files have been replaced, in the catalog's transactions. A write's
 * number goes up; a write that is in no row is committed (docs/decisions/commit-protocol.md).
 */
export class WriteStore {
  readonly #connection: CatalogConnection;

  constructor(connection: CatalogConnection) {
    this.#connection = connection;
  }

  /** Numbers a write that begins. */
  begin(write: Omit<PendingWrite, 'id'>): number {
    return this.#connection.transaction(() => {
      const id = this.#count('write_id');
      const { process, locations, isNewTable, startMillis } = write;
      this.#connection.run(
        'INSERT INTO writes VALUES (?, ?, ?, ?, ?)',
        id,
        process,
        JSON.stringify(locations),
        isNewTable ? 1 : 0,
        startMillis,
      );
      return id;
    });
  }

  /** Says where else a write has files, before it has them. */
  addLocations(id: number, locations: readonly string[]): void {
    this.#connection.transaction(() => {
      const row = this.#connection.get<{ locations: string }>('SELECT locations FROM writes WHERE id = ?', id);
      const known = row ? (JSON.parse(row.locations) as string[]) : [];
      this.#connection.run(
        'UPDATE writes SET locations = ? WHERE id = ?',
        JSON.stringify([...known, ...locations]),
        id,
      );
    });
  }

  /** Forgets a write: inside the transaction that commits it its files are seen from then on. False when another has forgotten it before. */
  end(id: number): boolean {
    return this.#connection.run('DELETE FROM writes WHERE id = ?', id) === 1;
  }

  /** Keeps the files of a write that was given up hidden until a time: requests of its may still be on their way. */
  giveUp(id: number, forgetAfterMillis: number): void {
    this.#connection.run('UPDATE writes SET process = ? WHERE id = ?', `${givenUp}${forgetAfterMillis}`, id);
  }

  /** Lists the writes that are not committed. */
  list(): readonly PendingWrite[] {
    return this.#connection.all<WriteRow>('SELECT * FROM writes ORDER BY id').map((row) => ({
      id: row.id,
      process: row.process,
      locations: JSON.parse(row.locations) as string[],
      isNewTable: row.is_new_table !== 0,
      startMillis: row.start_millis,
      forgetAfterMillis: row.process.startsWith(givenUp) ? Number(row.process.slice(givenUp.length)) : undefined,
    }));
  }

  /** Hides files that others have replaced, from snapshots that are taken later; inside the transaction that commits those. */
  replace(locations: readonly string[]): number {
    const epoch = this.#count('replace_epoch');
    for (const location of locations)
      this.#connection.run('INSERT OR REPLACE INTO replaced_files VALUES (?, ?)', location, epoch);
    return epoch;
  }

  /** Lists the files that were replaced and are not forgotten. */
  listReplaced(): readonly { readonly location: string; readonly epoch: number }[] {
    return this.#connection.all('SELECT location, epoch FROM replaced_files');
  }

  /** Forgets replaced files that are deleted. */
  forgetReplaced(locations: readonly string[]): void {
    this.#connection.transaction(() => {
      for (const location of locations) this.#connection.run('DELETE FROM replaced_files WHERE location = ?', location);
    });
  }

  /** Tells what a reader sees from now on. */
  snapshot(): WriteSnapshot {
    return this.#connection.snapshot(() => this.#connection.kept('writes', [], () => this.#readSnapshot()));
  }

  /** Counts the commits that replaced files. */
  epoch(): number {
    return this.#connection.kept('epoch', [], () => this.#value('replace_epoch'));
  }

  /** Names the lake in the names of its files. */
  lakeId(): string {
    return this.#connection.get<{ value: string }>("SELECT value FROM facts WHERE name = 'lake_id'")!.value;
  }

  #readSnapshot(): WriteSnapshot {
    return {
      lakeId: this.lakeId(),
      lastId: this.#value('write_id'),
      hiddenIds: new Set(this.#connection.all<{ id: number }>('SELECT id FROM writes').map(({ id }) => id)),
      epoch: this.epoch(),
      replaced: new Set(this.listReplaced().map(({ location }) => location)),
    };
  }

  #value(counter: string): number {
    return this.#connection.get<{ value: number }>('SELECT value FROM counters WHERE name = ?', counter)!.value;
  }

  #count(counter: string): number {
    const sql = 'UPDATE counters SET value = value + 1 WHERE name = ? RETURNING value';
    return this.#connection.get<{ value: number }>(sql, counter)!.value;
  }
}

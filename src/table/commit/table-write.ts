import { LakeError } from '../../base/lake-error.js';
import { isPresent, PresenceLock } from '../../catalog/process-presence.js';
import type { PendingWrite, WriteStore } from '../../catalog/write-store.js';
import type { ObjectStore, StagedObject } from '../../storage/object-store.js';
import { removeWrite, type SweepPlace } from './sweep.js';
import { writtenFilePrefix } from './written-file-name.js';

/** What begins writes of one opened lake; holds the lock by which other processes know that they are alive. */
export class TableWrites {
  readonly #place: Omit<SweepPlace, 'writes'>;
  #lock: PresenceLock | undefined;

  constructor(place: Omit<SweepPlace, 'writes'>) {
    this.#place = place;
  }

  /** Begins a write of files below `location`. `check` runs in the transaction that records it, and may refuse. */
  begin(
    store: { readonly writes: WriteStore; transaction<T>(make: () => T): T },
    location: string,
    isNewTable: boolean,
    check: () => void = () => undefined,
  ): TableWrite {
    this.#lock ??= PresenceLock.take(this.#place.folder, 'writer');
    const facts = { process: this.#lock.name, locations: [location], isNewTable, startMillis: Date.now() };
    const id = store.transaction(() => {
      check();
      if (isNewTable) this.#requireUnused(store.writes, location);
      return store.writes.begin(facts);
    });
    return new TableWrite({ id, ...facts }, { ...this.#place, writes: store.writes }, (make) =>
      store.transaction(make),
    );
  }

  /** Refuses a second write of a new table to a folder. */
  #requireUnused(writes: WriteStore, location: string): void {
    for (const { isNewTable, locations, process } of writes.list()) {
      if (!isNewTable || locations[0] !== location || !isPresent(this.#place.folder, process)) continue;
      throw new LakeError('HIVE_PATH_ALREADY_EXISTS', `Target directory already exists: ${location}`);
    }
  }

  close(): void {
    this.#lock?.release();
    this.#lock = undefined;
  }
}

/** One write: its files are seen by all later statements once `commit` returns, and by none when it does not. */
export class TableWrite {
  readonly #write: PendingWrite;
  readonly #place: SweepPlace;
  readonly #transaction: (make: () => void) => void;
  #isSent = false;

  constructor(write: PendingWrite, place: SweepPlace, transaction: (make: () => void) => void) {
    this.#write = write;
    this.#place = place;
    this.#transaction = transaction;
  }

  /** What the names of its files begin with. */
  get filePrefix(): string {
    const { id, startMillis } = this.#write;
    return writtenFilePrefix(id, this.#place.writes.lakeId(), startMillis);
  }

  /** Where the files go. */
  get store(): ObjectStore {
    return this.#place.store(this.#write.locations[0]!);
  }

  /** Publishes files and commits them with what `change` does to the catalog; `replaced` are files that these stand for. */
  async commit(
    staged: readonly StagedObject[],
    change: () => void = () => undefined,
    replaced: readonly string[] = [],
  ): Promise<void> {
    const { writes } = this.#place;
    await this.#makeFolders(staged);
    this.#isSent = true;
    for (const [store, objects] of this.#byStore(staged)) await store.publish(objects);
    this.#transaction(() => {
      if (!writes.end(this.#write.id)) throw new LakeError('TRANSACTION_CONFLICT', 'The write was given up by another');
      change();
      if (replaced.length > 0) writes.replace(replaced);
    });
  }

  /** Makes the folders that files go to which are not where they were written, such as those of partitions with a location. */
  async #makeFolders(staged: readonly StagedObject[]): Promise<void> {
    const [own] = this.#write.locations;
    const isOwn = (path: string): boolean => path.startsWith(`${own}/`);
    const moved = staged.filter(
      ({ location, path }) => !isOwn(location) || (isOwn(path) && folderOf(path) !== folderOf(location)),
    );
    if (moved.length === 0) return;
    const byFolder = new Map(moved.map(({ location }) => [folderOf(location), location]));
    this.#place.writes.addLocations(this.#write.id, [...byFolder.keys()]);
    for (const location of byFolder.values()) await this.#place.store(location).stage(location);
  }

  #byStore(staged: readonly StagedObject[]): Map<ObjectStore, StagedObject[]> {
    const groups = new Map<ObjectStore, StagedObject[]>();
    for (const object of staged) {
      const store = this.#place.store(object.location);
      const group = groups.get(store);
      if (group) group.push(object);
      else groups.set(store, [object]);
    }
    return groups;
  }

  /** Gives the write up and deletes what it wrote. */
  async abort(): Promise<void> {
    const { writes } = this.#place;
    // What is in no row any more is committed.
    const write = writes.list().find(({ id }) => id === this.#write.id);
    if (write) await removeWrite(write, this.#place, this.#isSent);
  }
}

// Of s3:// too, where `dirname` would take the slashes of the scheme for one.
const folderOf = (location: string): string => location.slice(0, Math.max(location.search(/[/\\][^/\\]*$/), 1));

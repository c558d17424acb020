import { LakeError } from '../base/lake-error.js';
import type { Catalog } from '../catalog/catalog.js';
import { LocalStore } from '../storage/local-store.js';
import { isRemote } from '../storage/locations.js';
import type { ObjectStore } from '../storage/object-store.js';
import { type OpenSnapshot, OpenSnapshots } from '../table/commit/open-snapshots.js';
import { deleteReplaced, sweep } from '../table/commit/sweep.js';
import { type TableWrite, TableWrites } from '../table/commit/table-write.js';
import type { LakeCatalog } from './lake-catalog.js';
import type { LakeFiles } from './lake-files.js';

/** The writes and snapshots of one opened lake. */
export class LakeWrites {
  readonly #folder: string;
  readonly #catalog: LakeCatalog;
  readonly #writes: TableWrites;
  readonly #snapshots: OpenSnapshots;
  readonly #files: LakeFiles;
  // Follows links to wherever they lead: what this lake wrote is found also where locations are not registered any more.
  readonly #local = new LocalStore();
  #cleaning: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(folder: string, catalog: LakeCatalog, files: LakeFiles) {
    this.#folder = folder;
    this.#catalog = catalog;
    this.#files = files;
    const store = (location: string): ObjectStore => this.store(location);
    this.#writes = new TableWrites({ folder, store });
    this.#snapshots = new OpenSnapshots(folder);
  }

  /** Begins a write; see TableWrites. */
  begin(catalog: Catalog, location: string, isNewTable: boolean, check: () => void): TableWrite {
    return this.#writes.begin(catalog, location, isNewTable, check);
  }

  /** Takes a snapshot of what is committed. */
  snapshot(): OpenSnapshot {
    const { writes } = this.#catalog.store;
    const open = this.#snapshots.take(writes);
    const release = (): void => {
      open.release();
      if (!this.#isClosed && writes.epoch() > open.writes.epoch) this.#clean();
    };
    return { writes: open.writes, release };
  }

  /** Finds the store that a place is in. */
  store(place: string): ObjectStore {
    return isRemote(place) ? this.#files.store(place) : this.#local;
  }

  /** Removes what processes left that ended in the middle of a write. */
  async sweep(): Promise<void> {
    const { writes } = this.#catalog.store;
    if (writes.list().length === 0 && writes.listReplaced().length === 0) return;
    await sweep({ folder: this.#folder, writes, store: (location) => this.store(location) });
  }

  /** Deletes the replaced files that nobody reads, and waits for that. */
  async cleaned(): Promise<void> {
    this.#clean();
    await this.#cleaning;
  }

  /** Ends all that is held. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#cleaning;
    this.#snapshots.close();
    this.#writes.close();
  }

  /** Deletes replaced files that nobody reads; waits for it. */
  async clean(): Promise<void> {
    this.#clean();
    await this.#cleaning;
  }

  /** Deletes replaced files in the background; what fails is tried again later. */
  #clean(): void {
    this.#snapshots.releaseIdle();
    const { writes } = this.#catalog.store;
    const place = { folder: this.#folder, writes, store: (location: string) => this.store(location) };
    this.#cleaning = this.#cleaning
      .then(() => deleteReplaced(place))
      .catch((error: unknown) => {
        if (!(error instanceof LakeError)) throw error;
      });
  }
}

import { basename } from 'node:path';
import type { Locations } from '../storage/locations.js';
import type { ObjectStore } from '../storage/object-store.js';

/** The folders that locations of the catalog mean, as statements about partitions see them: hidden ones are left out. */
export class LakeFolders {
  readonly #store: ObjectStore;
  readonly #locations: Locations;

  constructor(store: ObjectStore, locations: Locations) {
    this.#store = store;
    this.#locations = locations;
  }

  /** Names the folders right below one, in order. */
  async list(location: string): Promise<readonly string[]> {
    const folders = await this.#store.listFolders(this.#resolve(location));
    return folders.map((path) => basename(path)).filter((name) => !/^[._]/.test(name));
  }

  /** Tells whether there is a folder or, where folders are but prefixes, a file below it. */
  async exists(location: string): Promise<boolean> {
    const folder = this.#resolve(location);
    if ((await this.#store.listFolders(folder)).length > 0) return true;
    for await (const files of this.#store.list(folder)) if (files.length > 0) return true;
    return false;
  }

  #resolve(location: string): string {
    this.#locations.check(location);
    return this.#locations.place(location);
  }
}

import { basename } from 'node:path';
import type { Locations } from '../storage/locations.js';
import type { LakeFiles } from './lake-files.js';

/** The folders that locations of the catalog mean, as statements about partitions see them: hidden ones are left out. */
export class LakeFolders {
  readonly #files: LakeFiles;
  readonly #locations: Locations;

  constructor(files: LakeFiles, locations: Locations) {
    this.#files = files;
    this.#locations = locations;
  }

  /** Names the folders right below one, in order. */
  async list(location: string): Promise<readonly string[]> {
    const place = this.#resolve(location);
    const folders = await this.#files.store(place).listFolders(place);
    return folders.map((path) => basename(path)).filter((name) => !/^[._]/.test(name));
  }

  /** Tells whether there is a folder or, where folders are but prefixes, a file below it. */
  async exists(location: string): Promise<boolean> {
    const folder = this.#resolve(location);
    const store = this.#files.store(folder);
    if ((await store.listFolders(folder)).length > 0) return true;
    for await (const files of store.list(folder)) if (files.length > 0) return true;
    return false;
  }

  #resolve(location: string): string {
    this.#locations.check(location);
    return this.#locations.place(location);
  }
}

import type { MessagePort } from 'node:worker_threads';
import { listFiles } from '../storage/list-files.js';
import { LocalStore } from '../storage/local-store.js';
import { isRemote, type Locations } from '../storage/locations.js';
import type { ListedFile, ObjectStore } from '../storage/object-store.js';
import { S3Connection } from '../storage/s3/s3-connection.js';
import type { S3Options } from '../storage/s3/s3-sdk.js';
import { S3Store } from '../storage/s3/s3-store.js';

/** The files that a lake's locations stand for, on disks and in S3. */
export class LakeFiles {
  readonly locations: Locations;
  readonly #s3: S3Connection;
  readonly #s3Store: S3Store;
  readonly #localStore: LocalStore;

  constructor(locations: Locations, s3: S3Options, stagingFolder: string) {
    this.locations = locations;
    this.#s3 = new S3Connection(s3);
    this.#s3Store = new S3Store(this.#s3, stagingFolder);
    this.#localStore = new LocalStore(async (place) => locations.isRegistered(place));
  }

  /** Finds the store that a place is in. */
  store(place: string): ObjectStore {
    return isRemote(place) ? this.#s3Store : this.#localStore;
  }

  /** Lists the files of a location in the order of their names, hidden ones left out. @throws PERMISSION_DENIED */
  async list(location: string): Promise<readonly ListedFile[]> {
    const { locations } = this;
    locations.check(location);
    const place = locations.place(location);
    return isRemote(place) ? this.#listS3(place) : listFiles(place, (path) => locations.isRegistered(path));
  }

  /** Makes a port through which a worker reads files of S3. */
  s3Port(): Promise<MessagePort> {
    return this.#s3.readerPort();
  }

  close(): Promise<void> {
    return this.#s3.close();
  }

  async #listS3(place: string): Promise<readonly ListedFile[]> {
    const file = place.endsWith('/') ? undefined : await this.#s3Store.stat(place);
    if (file) return [file];
    const files: ListedFile[] = [];
    for await (const page of this.#s3Store.list(place)) files.push(...page);
    const isHidden = ({ location }: ListedFile): boolean =>
      /\/[._]/.test(location.slice(place.replace(/\/$/, '').length));
    return files.filter((listed) => !isHidden(listed)).sort((a, b) => (a.location < b.location ? -1 : 1));
  }
}

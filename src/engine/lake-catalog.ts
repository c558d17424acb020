import { CatalogStore } from '../catalog/catalog-store.js';

/** The catalog of a lake's folder, opened when it is first needed. */
export class LakeCatalog {
  /** The lake's folder. */
  readonly folder: string;
  readonly #isTemporary: boolean;
  #store: CatalogStore | undefined;

  /** `isTemporary`: the folder was made for this process, and holds nothing yet. */
  constructor(folder: string, isTemporary = false) {
    this.folder = folder;
    this.#isTemporary = isTemporary;
  }

  /** True as long as nobody can have written anything to it. */
  get isUntouched(): boolean {
    return this.#isTemporary && !this.isOpen;
  }

  get isOpen(): boolean {
    return this.#store !== undefined;
  }

  /** Opens it now. @throws HIVE_METASTORE_ERROR */
  open(): CatalogStore {
    this.#store ??= CatalogStore.open(this.folder);
    return this.#store;
  }

  get store(): CatalogStore {
    return this.open();
  }

  /** Names the state of the catalog, another after each change; the empty text as long as it is not opened. */
  version(): string {
    return this.#store?.connection.version() ?? '';
  }

  close(): void {
    this.#store?.close();
  }
}

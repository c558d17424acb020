import { CatalogStore } from '../catalog/catalog-store.js';

/** The catalog of a lake's folder, opened when it is first needed. */
export class LakeCatalog {
  /** The lake's folder. */
  readonly folder: string;
  #store: CatalogStore | undefined;

  constructor(folder: string) {
    this.folder = folder;
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

  close(): void {
    this.#store?.close();
  }
}

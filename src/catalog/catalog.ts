import type { CatalogStore } from './catalog-store.js';
import type { PartitionStore } from './partition-store.js';

/** The partitions of tables as statements use them. */
export type Partitions = Pick<PartitionStore, keyof PartitionStore>;

/** A catalog as statements use it: that of a lake, or what of it exists for a principal. */
export type Catalog = Omit<
  Pick<CatalogStore, keyof CatalogStore>,
  'partitions' | 'workgroups' | 'connection' | 'close'
> & {
  readonly partitions: Partitions;
};

import { LakeError } from '../base/lake-error.js';
import type { ListedFile } from '../storage/object-store.js';
import type { FooterCache } from './footer-cache.js';
import type { ChosenPartitions, TablePartition } from './table-partition.js';
import { type TableSchema, TableSnapshot } from './table-snapshot.js';

/** Locations that are listed at the same time. */
export const listingsAtOnceMax = 32;

/** Finds the files of tables. */
export interface FileLister {
  /** Lists the files that a location stands for which a reader of the table may see, in the order of their names. */
  list(location: string): Promise<readonly ListedFile[]>;
}

/** The files that a location was found to stand for. */
export interface Listing {
  readonly location: string;
  readonly files: readonly ListedFile[];
}

/** Tells whether two lists are of the same files, none of which has changed. */
export const isSameList = (a: readonly ListedFile[], b: readonly ListedFile[]): boolean =>
  a.length === b.length && a.every((file, index) => isSameFile(file, b[index]!));

const isSameFile = (a: ListedFile, b: ListedFile): boolean =>
  a.location === b.location &&
  a.byteLength === b.byteLength &&
  a.modifiedMillis === b.modifiedMillis &&
  a.shownAs === b.shownAs;

/** A file, and the partition that it is of. */
export interface PartitionFile {
  readonly listed: ListedFile;
  readonly partition: TablePartition;
}

/** Lists the files of partitions, in the partitions' order. */
export async function listPartitions(
  partitions: readonly TablePartition[],
  lister: FileLister,
): Promise<readonly PartitionFile[]> {
  const places = partitions.flatMap((partition) => partition.locations.map((location) => ({ partition, location })));
  const found: PartitionFile[][] = new Array(places.length);
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < places.length; index = next++) {
      const { partition, location } = places[index]!;
      found[index] = (await lister.list(location)).map((listed) => ({ listed, partition }));
    }
  };
  await Promise.all(Array.from({ length: Math.min(listingsAtOnceMax, places.length) }, lane));
  return found.flat();
}

/** Takes the state of partitions: their files, and what those say of themselves. Files without bytes hold no rows. */
export async function takeSnapshot(
  schema: TableSchema,
  chosen: ChosenPartitions,
  lister: FileLister,
  footers: FooterCache,
): Promise<TableSnapshot> {
  const files = (await listPartitions(chosen.partitions, lister)).filter(({ listed }) => listed.byteLength > 0);
  for (const { listed, partition } of files) {
    const { format } = partition;
    if (format.kind === 'unread')
      throw new LakeError(
        'HIVE_UNSUPPORTED_FORMAT',
        `${listed.location} cannot be read: SerDe ${format.library} is not supported`,
      );
  }
  const parquet = files.filter(({ partition }) => partition.format.kind === 'parquet');
  const read = await footers.readAll(parquet.map(({ listed }) => listed));
  const footerOf = new Map(parquet.map((file, index) => [file, read[index]!]));
  return new TableSnapshot(
    schema,
    chosen,
    files.map((file) => ({ ...file, footer: footerOf.get(file) })),
  );
}

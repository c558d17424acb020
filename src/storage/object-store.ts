import type { SeekableFile } from './file.js';

/** One file that a listing found. */
export interface ListedFile {
  readonly location: string;
  readonly byteLength: number;
  readonly modifiedMillis: number;
  /** The path that its table calls it by, where a folder stands for the location that the table has. */
  readonly shownAs?: string | undefined;
}

/**
 * A file that is being written: at `path` on a local disk, seen at `location` by nobody before it is published. Plain data, so
 * that a worker can write it (staged-file.ts).
 */
export interface StagedObject {
  readonly location: string;
  readonly path: string;
}

/** Pieces of an object's bytes in their order. */
export type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * Where files lie. Locations are canonical (location.ts): absolute paths or `s3://bucket/key`. Every implementation passes
 * test/storage/object-store.case.ts. An operation that fails throws HIVE_FILESYSTEM_ERROR unless it names another error.
 */
export interface ObjectStore {
  /** Folder on a local disk in which workers gather files that are to be published; undefined: each beside its location. */
  readonly stagingFolder?: string | undefined;
  /**
   * Lists the files below a folder, sub-folders too and hidden files too, in pages of no special size and in no special
   * order. A folder that does not exist has no files.
   */
  list(folder: string): AsyncIterable<readonly ListedFile[]>;
  /** Names the folders right below a folder, in order. */
  listFolders(folder: string): Promise<readonly string[]>;
  /** Finds one file; undefined when there is none at the location. */
  stat(location: string): Promise<ListedFile | undefined>;
  /** Opens a file for planning. @throws HIVE_CANNOT_OPEN_SPLIT */
  openForRead(location: string): Promise<SeekableFile>;
  /** Writes a whole file, which is durable and seen when this returns, and not at all before. @throws HIVE_PATH_ALREADY_EXISTS */
  write(location: string, chunks: Chunks): Promise<ListedFile>;
  /** Makes room for a file that is to be published at a location later. */
  stage(location: string): Promise<StagedObject>;
  /**
   * Shows staged files that were written and closed: durable when this returns. When one fails, none of them stays.
   * @throws HIVE_PATH_ALREADY_EXISTS
   */
  publish(staged: readonly StagedObject[]): Promise<readonly ListedFile[]>;
  /** Throws staged files away, written or not. */
  discard(staged: readonly StagedObject[]): Promise<void>;
  /** Deletes files; one that is gone already is well. */
  delete(locations: readonly string[]): Promise<void>;
  /** Gives up what was begun below a folder and is no file yet, where the store keeps such things; `isOwn` gets locations. */
  deleteUnfinished?(folder: string, isOwn: (location: string) => boolean): Promise<void>;
  /** Deletes all files below a folder, staged ones too, and the folder. */
  deleteFolder(folder: string): Promise<void>;
}

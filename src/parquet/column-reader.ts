import type { Arena } from '../vector/arena.js';
import type { Vector } from '../vector/vector.js';

/** The entries of a column chunk whose rows are all codes into one dictionary. */
export interface ChunkDictionary {
  /** A flat vector of `length` entries, none NULL; its bytes live until the reader is closed. */
  readonly entries: Vector;
  readonly length: number;
  readonly dictionaryId: number;
  /** False when no row of the chunk is NULL. */
  readonly mayHaveNulls: boolean;
}

/**
 * Reads one column of a row group from its first row to its last. Columns advance independently of each other.
 *
 * A vector is valid until the next call of `read`, `readSelected` or `skip` on the same column: its values may lie in the
 * page's own bytes. Dictionaries live until the reader is closed.
 */
export interface ColumnReader {
  /** Rows before the next one to read. */
  readonly position: number;
  /** Reads the next `count` rows; at most what is left. What must be copied is cut from `arena`. */
  read(count: number, arena: Arena): Vector;
  /**
   * Reads the next `count` rows of which only those at the `selectedCount` ascending u32 indices at `selection` need be
   * valid; the slots, codes and validity of other rows are safe to read but without meaning.
   */
  readSelected(count: number, selection: number, selectedCount: number, arena: Arena): Vector;
  /** Passes over the next `count` rows; whole pages are neither read nor decompressed. */
  skip(count: number): void;
  /** Gives the dictionary when every row of the chunk is coded with it, so that a predicate can look at entries first. */
  dictionary(): ChunkDictionary | undefined;
}

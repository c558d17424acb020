import type { SqlType } from '../types/sql-type.js';
import type { Layout } from './layout.js';

/**
 * One typed column of a batch in linear memory. A vector is a description; the bytes belong to an arena.
 *
 * - `flat`: the value of row i lies at `values + i × slotBytes`.
 * - `dictionary`: it lies at `values + u32[codes + 4 × i] × slotBytes`; `dictionaryLength` entries, none of them NULL;
 *   the code of a NULL row is any code below `dictionaryLength` (0 when in doubt; a dictionary without entries has one zeroed slot).
 * - `constant`: every row has the value at `values`.
 *
 * `validity` is 0 (no row is NULL) or the address of one byte a row: 1 present, 0 NULL. For a constant it is one byte.
 * The slot of a NULL row holds anything that is safe to read (a view with length 0 or an address inside the memory).
 */
export interface Vector {
  readonly type: SqlType;
  readonly layout: Layout;
  readonly encoding: 'flat' | 'dictionary' | 'constant';
  readonly values: number;
  readonly validity: number;
  readonly codes: number;
  readonly dictionaryLength: number;
  /** Identifies a dictionary: equal numbers mean the same entries at the same address; 0 when not a dictionary. */
  readonly dictionaryId: number;
}

/** A slice of rows in memory: `rowCount` physical rows of which `selectedCount` are live. */
export interface Batch {
  readonly rowCount: number;
  readonly columns: readonly Vector[];
  /** Address of `selectedCount` ascending u32 row indices, or 0 when all rows are live. */
  readonly selection: number;
  readonly selectedCount: number;
}

/** Describes a column whose row i lies at `values + i × slotBytes`; `validity` 0 when no row is NULL. */
export const flatVector = (type: SqlType, layout: Layout, values: number, validity = 0): Vector => ({
  type,
  layout,
  encoding: 'flat',
  values,
  validity,
  codes: 0,
  dictionaryLength: 0,
  dictionaryId: 0,
});

/** Describes a column whose every row is the value at `values`; `validity` is the address of one byte, or 0. */
export const repeatedVector = (type: SqlType, layout: Layout, values: number, validity: number): Vector => ({
  type,
  layout,
  encoding: 'constant',
  values,
  validity,
  codes: 0,
  dictionaryLength: 0,
  dictionaryId: 0,
});

// Copies with changes are written out here: `{ ...batch }` gives the copies of each place in the code a hidden class of their own, and code
// that meets many classes is slow, and compiled again and again.

// So with the lists of columns, which are filled by `push`: `new Array`, and `map` once it is optimised, give lists of another class.

/** Makes a list of `count` columns that are not there yet. */
export function noColumns(count: number): (Vector | undefined)[] {
  const columns: (Vector | undefined)[] = [];
  for (let index = 0; index < count; index++) columns.push(undefined);
  return columns;
}

/** Shows other columns of the same rows. */
export const withColumns = ({ rowCount, selection, selectedCount }: Batch, columns: readonly Vector[]): Batch => ({
  rowCount,
  columns,
  selection,
  selectedCount,
});

/** Shows other rows of a batch. */
export const withSelection = ({ rowCount, columns }: Batch, selection: number, selectedCount: number): Batch => ({
  rowCount,
  columns,
  selection,
  selectedCount,
});

/** Shows other places of a vector as its validity. */
export const withValidity = (
  { type, layout, encoding, values, codes, dictionaryLength, dictionaryId }: Vector,
  validity: number,
): Vector => ({ type, layout, encoding, values, validity, codes, dictionaryLength, dictionaryId });

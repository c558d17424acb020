import type { QueryMemory } from '../../vector/query-memory.js';
import type { RowSorter } from './sorted-rows.js';

/** Sorted rows of whole window partitions, or of a part of one. */
export interface WindowPart {
  /** Address of the list of the rows' addresses. */
  readonly rows: number;
  readonly count: number;
  /** A partition ends here. */
  readonly isLast: boolean;
  /** Of several partitions: where they and their peer groups begin, as `RowSorter.changes` tells it. */
  readonly changes?: Uint8Array | undefined;
}

/** First row, and one past the last, of the group that each row is in. */
interface Groups {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** The sorted rows of window partitions, one partition after another: which of them are of one partition, and which are peers. */
export class SortedPartitions {
  readonly rowCount: number;
  /** Address of the list of the rows' addresses. */
  readonly rows: number;
  readonly #memory: QueryMemory;
  readonly #sorter: RowSorter;
  #changes: Uint8Array | undefined;
  readonly #partitions: Groups | undefined;
  #peers: Groups | undefined;
  #groups: Int32Array | undefined;

  constructor(memory: QueryMemory, sorter: RowSorter, { rows, count, changes }: WindowPart) {
    this.#memory = memory;
    this.#sorter = sorter;
    this.rows = rows;
    this.rowCount = count;
    this.#changes = changes;
    this.#partitions = changes && groupsOf(changes, 2);
  }

  /** Address of a row. */
  address(row: number): number {
    return this.#memory.u32[(this.rows >>> 2) + row]!;
  }

  partitionStart(row: number): number {
    return this.#partitions ? this.#partitions.starts[row]! : 0;
  }

  partitionEnd(row: number): number {
    return this.#partitions ? this.#partitions.ends[row]! : this.rowCount;
  }

  get peerGroupCount(): number {
    return this.#groupStarts.length;
  }

  peerStart(row: number): number {
    return this.#peerGroups.starts[row]!;
  }

  peerEnd(row: number): number {
    return this.#peerGroups.ends[row]!;
  }

  /** First row of the peer group that is `distance` groups after the row's, in whatever partition; out of range: -1 or rowCount. */
  groupStart(row: number, distance: number): number {
    const groups = this.#groupStarts;
    const last = groups.length - 1;
    const wanted = this.#groupOf(row) + distance;
    if (wanted < 0) return -1;
    return wanted > last ? this.rowCount : groups[wanted]!;
  }

  #groupOf(row: number): number {
    const groups = this.#groupStarts;
    const start = this.peerStart(row);
    let low = 0;
    let high = groups.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (groups[middle]! <= start) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  get #groupStarts(): Int32Array {
    if (this.#groups) return this.#groups;
    const { starts } = this.#peerGroups;
    this.#groups = starts.filter((start, row) => start === row);
    return this.#groups;
  }

  get #peerGroups(): Groups {
    this.#changes ??= this.#sorter.changes(this.rows, this.rowCount, 0);
    this.#peers ??= groupsOf(this.#changes, 1);
    return this.#peers;
  }
}

/** Groups rows: a change of at least `least` begins a group. */
function groupsOf(changes: Uint8Array, least: number): Groups {
  const count = changes.length;
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  for (let row = 0, start = 0; row < count; row++) {
    if (changes[row]! >= least) start = row;
    starts[row] = start;
  }
  for (let row = count - 1, end = count; row >= 0; row--) {
    ends[row] = end;
    if (starts[row] === row) end = row;
  }
  return { starts, ends };
}

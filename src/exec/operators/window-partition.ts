import type { QueryMemory } from '../../vector/query-memory.js';
import type { RowSorter } from './sorted-rows.js';

// Peer groups between two looks at whether the query was cancelled.
const groupsBetweenLooks = 16_384;

/** The sorted rows of one window partition, and which of them are peers. */
export class SortedPartition {
  readonly rowCount: number;
  /** Address of the list of the rows' addresses. */
  readonly rows: number;
  readonly #memory: QueryMemory;
  readonly #sorter: RowSorter;
  #peers: { readonly starts: Int32Array; readonly ends: Int32Array; readonly groups: Int32Array } | undefined;

  constructor(memory: QueryMemory, sorter: RowSorter, rows: number, rowCount: number) {
    this.#memory = memory;
    this.#sorter = sorter;
    this.rows = rows;
    this.rowCount = rowCount;
  }

  /** Address of a row. */
  address(row: number): number {
    return this.#memory.u32[(this.rows >>> 2) + row]!;
  }

  get peerGroupCount(): number {
    return this.#peerGroups().groups.length;
  }

  peerStart(row: number): number {
    return this.#peerGroups().starts[row]!;
  }

  peerEnd(row: number): number {
    return this.#peerGroups().ends[row]!;
  }

  /** First row of the peer group that is `distance` groups after the row's; out of range: -1 or rowCount. */
  groupStart(row: number, distance: number): number {
    const { groups } = this.#peerGroups();
    const last = groups.length - 1;
    const wanted = this.#groupOf(row) + distance;
    if (wanted < 0) return -1;
    return wanted > last ? this.rowCount : groups[wanted]!;
  }

  #groupOf(row: number): number {
    const { groups, starts } = this.#peerGroups();
    const start = starts[row]!;
    let low = 0;
    let high = groups.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (groups[middle]! <= start) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #peerGroups() {
    if (this.#peers) return this.#peers;
    const starts = new Int32Array(this.rowCount);
    const ends = new Int32Array(this.rowCount);
    const groups: number[] = [];
    for (let first = 0; first < this.rowCount; ) {
      let end = first + 1;
      if (groups.length % groupsBetweenLooks === 0) this.#sorter.checkCancelled();
      while (end < this.rowCount && this.#sorter.compare(this.address(first), this.address(end)) === 0) end++;
      starts.fill(first, first, end);
      ends.fill(end, first, end);
      groups.push(first);
      first = end;
    }
    this.#peers = { starts, ends, groups: Int32Array.from(groups) };
    return this.#peers;
  }
}

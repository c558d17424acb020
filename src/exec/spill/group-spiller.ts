import type { RowLayout } from '../rows/row-layout.js';
import { listRows, newStores } from '../rows/row-stores.js';
import type { ThreadContext } from '../thread-context.js';
import { type LoadedBlocks, type RowFile, RowSpiller, type SpilledChunk, spilledRowCount } from './row-spiller.js';

/** What groups own besides their rows. */
export interface GroupStates {
  /** Offsets of string states in a row. */
  readonly strings: readonly number[];
  /** Offsets of lists in a row, each with the layout of the rows that are its items. */
  readonly lists: readonly { readonly offset: number; readonly layout: RowLayout }[];
}

interface ListSpiller {
  readonly offset: number;
  readonly spiller: RowSpiller;
  /** An empty store for items. */
  readonly items: number;
}

// Items of lists are written when they take so many bytes.
const itemBytesMax = 1024 * 1024;

/** Writes groups to this thread's file with the bytes of their string states and with their lists: behind rows come the rows of their lists. */
export class GroupSpiller implements RowFile {
  readonly #context: ThreadContext;
  readonly #strings: readonly number[];
  readonly #rows: RowSpiller;
  readonly #lists: readonly ListSpiller[];
  /** An empty store for groups. */
  readonly #copies: number;

  constructor(context: ThreadContext, layout: RowLayout, { strings, lists }: GroupStates) {
    this.#context = context;
    this.#strings = strings;
    this.#rows = new RowSpiller(context, layout, strings);
    this.#lists = lists.map(({ offset, layout: items }) => ({
      offset,
      spiller: new RowSpiller(context, items),
      items: newStores(context, 1, items.width),
    }));
    this.#copies = newStores(context, 1, layout.width);
  }

  get views(): number {
    return this.#rows.views;
  }

  get viewCount(): number {
    return this.#rows.viewCount;
  }

  write(store: number): SpilledChunk[] {
    const { kernels } = this.#context.memory;
    const { views, viewCount } = this.#rows;
    const written: SpilledChunk[] = [];
    kernels.rows_close!(store);
    // A copy has the bytes of its string states in its own chunk.
    while (kernels.rows_scatter!(store, this.#copies, 0, 0, views, viewCount) !== 0) {
      kernels.rows_close!(this.#copies);
      const lists = this.#lists.flatMap((list, index) => this.#writeList(list, index + 1));
      written.push(...this.#rows.write(this.#copies), ...lists);
    }
    return written;
  }

  #writeList({ offset, spiller, items }: ListSpiller, list: number): SpilledChunk[] {
    const { memory } = this.#context;
    const { rows, count, bytes } = listRows(this.#context, [this.#copies]);
    const { views, viewCount } = spiller;
    const { lists_gather } = memory.kernels;
    const written: SpilledChunk[] = [];
    for (let first = 0; first < count; ) {
      this.#context.checkCancelled();
      first += lists_gather!(rows + 4 * first, count - first, offset, items, views, viewCount, itemBytesMax) >>> 0;
      written.push(...spiller.write(items));
    }
    memory.free(rows, bytes);
    return written.map((chunk) => ({ ...chunk, list }));
  }

  read(chunks: readonly SpilledChunk[], list: number): LoadedBlocks {
    const blocks: LoadedBlocks[number][] = [];
    let out = list;
    for (let first = 0; first < chunks.length; ) {
      let end = first + 1;
      while (end < chunks.length && !(chunks[end]!.list === 0 && chunks[end - 1]!.list !== 0)) end++;
      const some = chunks.slice(first, end);
      blocks.push(...this.#readSome(some, out));
      out += 4 * spilledRowCount(some);
      first = end;
    }
    return blocks;
  }

  /** Reads rows and the rows of their lists. */
  #readSome(chunks: readonly SpilledChunk[], rows: number): LoadedBlocks {
    const { memory } = this.#context;
    const { kernels } = memory;
    const count = spilledRowCount(chunks);
    const blocks = [
      ...this.#rows.read(
        chunks.filter(({ list }) => list === 0),
        rows,
      ),
    ];
    for (const offset of this.#strings) kernels.states_disown!(rows, count, offset);
    this.#lists.forEach(({ offset, spiller }, index) => {
      const own = chunks.filter(({ list }) => list === index + 1);
      const bytes = 4 * own.reduce((sum, { rowCount }) => sum + rowCount, 0);
      const items = memory.alloc(bytes);
      blocks.push(...spiller.read(own, items));
      kernels.lists_link!(rows, count, offset, items);
      memory.free(items, bytes);
    });
    return blocks;
  }

  release(blocks: LoadedBlocks): void {
    this.#rows.release(blocks);
  }
}

import { memoryHeader } from '../../vector/memory-header.js';
import { align, type RowLayout } from '../rows/row-layout.js';
import type { ThreadContext } from '../thread-context.js';

const chunkHeaderBytes = 16;
const blockBytesMax = 1024 * 1024;

/** Rows that were written to a file: first the rows, then the bytes of their strings, which began at `stringAddress`. */
export interface SpilledChunk {
  /** Number of the scratch file. */
  readonly file: number;
  readonly offset: number;
  readonly rowCount: number;
  readonly rowsBytes: number;
  readonly stringBytes: number;
  readonly stringAddress: number;
  /** 0: rows; n: rows that the n-th list of each of the rows before is made of. */
  readonly list: number;
}

/** Writes rows to files and reads them back, with all that belongs to them. */
export interface RowFile {
  /** Address of the offsets of the views in a row. */
  readonly views: number;
  readonly viewCount: number;
  write(store: number): SpilledChunk[];
  /** Reads chunks back, and writes the addresses of their rows from `list` on. The blocks are to be given back by `release`. */
  read(chunks: readonly SpilledChunk[], list: number): LoadedBlocks;
  release(blocks: LoadedBlocks): void;
}

/** Blocks of memory that hold rows which came back. */
export type LoadedBlocks = readonly { readonly address: number; readonly bytes: number }[];

/** Writes the chunks of row stores of one layout to this thread's file and reads those of any thread back. */
export class RowSpiller implements RowFile {
  readonly #context: ThreadContext;
  readonly #width: number;
  /** Address of the offsets of the views in a row. */
  readonly views: number;
  readonly viewCount: number;
  #file: number | undefined;

  /** `states` are the offsets of views in a row besides those of its fields. */
  constructor(context: ThreadContext, layout: Pick<RowLayout, 'fields' | 'width'>, states: readonly number[] = []) {
    this.#context = context;
    this.#width = layout.width;
    const fields = layout.fields.filter(({ layout: kind }) => kind === 'view').map(({ offset }) => offset);
    const offsets = [...fields, ...states];
    this.views = context.arena.alloc(4 * offsets.length + 4);
    this.viewCount = offsets.length;
    context.memory.u32.set(offsets, this.views >>> 2);
  }

  write(store: number): SpilledChunk[] {
    const { memory } = this.#context;
    const { kernels, u32 } = memory;
    kernels.rows_close!(store);
    const written: SpilledChunk[] = [];
    for (let chunk = u32[store >>> 2]!; chunk !== 0; chunk = u32[chunk >>> 2]!) {
      const [, bytes, end, stringAddress] = u32.subarray(chunk >>> 2, (chunk >>> 2) + 4);
      const rows = chunk + chunkHeaderBytes;
      if (end! > rows)
        written.push(this.#writeChunk(rows, end! - rows, stringAddress!, chunk + bytes! - stringAddress!));
    }
    kernels.rows_free!(store);
    return written;
  }

  #writeChunk(rows: number, rowsBytes: number, stringAddress: number, stringBytes: number): SpilledChunk {
    const { memory, scratchFiles } = this.#context;
    this.#file ??= scratchFiles.create();
    const file = scratchFiles.get(this.#file);
    const offset = file.append(memory.u8, rows, rowsBytes);
    file.append(memory.u8, stringAddress, stringBytes);
    Atomics.add(memory.i64, memoryHeader.spilledBytes >>> 3, BigInt(rowsBytes + stringBytes));
    return {
      file: this.#file,
      offset,
      rowCount: rowsBytes / this.#width,
      rowsBytes,
      stringBytes,
      stringAddress,
      list: 0,
    };
  }

  read(chunks: readonly SpilledChunk[], list: number): LoadedBlocks {
    const { memory, scratchFiles } = this.#context;
    const blocks: { address: number; bytes: number }[] = [];
    let remaining = chunks.reduce((sum, chunk) => sum + loadedBytes(chunk), 0);
    let next = 0;
    let end = 0;
    let out = list;
    for (const { file, offset, rowCount, rowsBytes, stringBytes, stringAddress } of chunks) {
      const bytes = align(rowsBytes + stringBytes, 8);
      if (next + bytes > end) {
        const block = Math.max(bytes, Math.min(remaining, blockBytesMax));
        next = memory.alloc(block);
        end = next + block;
        blocks.push({ address: next, bytes: block });
      }
      this.#context.checkCancelled();
      scratchFiles.get(file).readInto(memory.u8, next, offset, rowsBytes + stringBytes);
      const delta = (next + rowsBytes - stringAddress) | 0;
      memory.kernels.rows_adopt!(next, rowCount, this.#width, delta, this.views, this.viewCount, out);
      out += 4 * rowCount;
      next += bytes;
      remaining -= bytes;
    }
    return blocks;
  }

  release(blocks: LoadedBlocks): void {
    for (const { address, bytes } of blocks) this.#context.memory.free(address, bytes);
  }
}

/** Bytes of memory that a chunk needs when it is read back. */
export const loadedBytes = ({ rowsBytes, stringBytes }: SpilledChunk): number => align(rowsBytes + stringBytes, 8);

/** Adds up the rows of chunks; those of lists belong to others. */
export const spilledRowCount = (chunks: readonly SpilledChunk[]): number =>
  chunks.reduce((sum, { rowCount, list }) => sum + (list === 0 ? rowCount : 0), 0);

/** Reads chunks back one after another and gives their rows a batch at a time; `before` counts the rows before the batch. */
export function forEachBatch(
  context: ThreadContext,
  spiller: RowSpiller,
  chunks: readonly SpilledChunk[],
  work: (rows: number, count: number, before: number) => void,
): void {
  const { memory, settings } = context;
  let before = 0;
  for (const chunk of chunks) {
    const bytes = 4 * chunk.rowCount;
    const rows = memory.alloc(bytes);
    const blocks = spiller.read([chunk], rows);
    for (let first = 0; first < chunk.rowCount; first += settings.batchRows) {
      context.checkCancelled();
      context.resetScratch();
      work(rows + 4 * first, Math.min(settings.batchRows, chunk.rowCount - first), before + first);
    }
    before += chunk.rowCount;
    spiller.release(blocks);
    memory.free(rows, bytes);
  }
}

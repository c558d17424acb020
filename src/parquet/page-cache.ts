const blockBytes = 8192;
const entryWords = 11;
const refusalWords = 2;
// Words of the header.
const header = {
  lock: 0,
  hand: 1,
  freeBlock: 2,
  freeBlockCount: 3,
  freeEntry: 4,
  usedEntries: 5,
  clock: 6,
  words: 16,
} as const;
// Words of an entry.
const entry = {
  state: 0,
  pins: 1,
  file: 2,
  offsetLow: 3,
  offsetHigh: 4,
  headerBytes: 5,
  bodyBytes: 6,
  firstBlock: 7,
  next: 8,
  usedAt: 9,
  bodyOffset: 10,
} as const;
// What an entry is; `used` was asked for since the hand last passed it.
const state = { free: 0, filling: 1, ready: 2, used: 3 } as const;
const none = -1;
// A page larger than this share of the cache is not kept.
const shareMax = 1 / 8;
// A page that was not asked for while this many times the cache's size went by makes room for any other.
const staleTurns = 4;
const triesMax = 16;
const lockWaitMs = 1;

/** A stretch of memory. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Keeps decompressed pages of Parquet files for the queries of a lake, in one buffer that all of its threads share. A page is a header
 * (as the file has it) and a body (the plain bytes), named by a file's number and the page's offset in the file. In a full cache a
 * page is refused at first; offered again before as much as the cache holds was asked for, it pushes out what was not used lately (the clock
 * algorithm). So what is read again and again gets in, while a scan larger than the cache leaves it alone.
 */
export class PageCache {
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #blockCount: number;
  readonly #bucketMask: number;
  /** Places of the tables in words: heads of the hash chains, what was refused lately, entries, links between blocks. */
  readonly #buckets = header.words;
  readonly #refusals: number;
  readonly #entries: number;
  readonly #links: number;
  /** Place of the blocks in bytes. */
  readonly #blocks: number;

  /** Shows the cache in a buffer that `reserve` made. */
  constructor(buffer: SharedArrayBuffer) {
    const { blockCount, bucketCount, refusals, entries, links, blocks } = layoutOf(buffer.byteLength);
    this.#words = new Int32Array(buffer, 0, blocks >>> 2);
    this.#bytes = new Uint8Array(buffer);
    this.#blockCount = blockCount;
    this.#bucketMask = bucketCount - 1;
    this.#refusals = refusals;
    this.#entries = entries;
    this.#links = links;
    this.#blocks = blocks;
  }

  /** Makes an empty cache of about `bytes`, at least 64 KiB; the system backs its memory when it is first used. */
  static reserve(bytes: number): SharedArrayBuffer {
    const buffer = new SharedArrayBuffer(Math.max(bytes, 64 * 1024) & ~7);
    const { blockCount, bucketCount, entries, links } = layoutOf(buffer.byteLength);
    const words = new Int32Array(buffer);
    words.fill(none, header.words, header.words + bucketCount);
    for (let index = 0; index < blockCount; index++) {
      const next = index + 1 < blockCount ? index + 1 : none;
      words[links + index] = next;
      words[entries + index * entryWords + entry.next] = next;
    }
    words[header.freeBlockCount] = blockCount;
    return buffer;
  }

  /** Gives the header of a page that is kept. */
  header(file: number, offset: number): Uint8Array | undefined {
    const found = this.#pin(file, offset, false);
    if (found === none) return undefined;
    const bytes = new Uint8Array(this.#words[found + entry.headerBytes]!);
    this.#copyOut(found, 0, bytes, 0, bytes.length);
    this.#unpin(found);
    return bytes;
  }

  /** Copies the body of a page of `length` bytes to `target`; false when it is not kept. */
  read(file: number, offset: number, target: Uint8Array, targetOffset: number, length: number): boolean {
    const found = this.#pin(file, offset, true);
    if (found === none) return false;
    const isWhole = this.#words[found + entry.bodyBytes] === length;
    if (isWhole) this.#copyOut(found, this.#words[found + entry.bodyOffset]!, target, targetOffset, length);
    this.#unpin(found);
    return isWhole;
  }

  /** Offers a page whose body lies in `source` in one or more pieces; it is kept if there is room for it. */
  offer(file: number, offset: number, pageHeader: Uint8Array, source: Uint8Array, body: readonly ByteRange[]): void {
    const bodyBytes = body.reduce((sum, { start, end }) => sum + end - start, 0);
    const bodyOffset = bodyOffsetFor(pageHeader.length, body, bodyBytes);
    const added = this.#locked(() => this.#add(file, offset, pageHeader.length, bodyOffset, bodyBytes));
    if (added === none) return;
    this.#copyIn(added, 0, pageHeader, 0, pageHeader.length);
    let at = bodyOffset;
    for (const { start, end } of body) {
      this.#copyIn(added, at, source, start, end);
      at += end - start;
    }
    this.#locked(() => {
      this.#words[added + entry.pins] = 0;
      this.#words[added + entry.state] = state.ready;
    });
  }

  /** Bytes in blocks that hold pages. */
  get usedBytes(): number {
    return (this.#blockCount - this.#locked(() => this.#words[header.freeBlockCount]!)) * blockBytes;
  }

  #locked<T>(work: () => T): T {
    while (Atomics.compareExchange(this.#words, header.lock, 0, 1) !== 0)
      Atomics.wait(this.#words, header.lock, 1, lockWaitMs);
    try {
      return work();
    } finally {
      Atomics.store(this.#words, header.lock, 0);
      Atomics.notify(this.#words, header.lock, 1);
    }
  }

  #bucket(file: number, offset: number): number {
    return this.#buckets + (hashOf(file, offset) & this.#bucketMask);
  }

  #find(file: number, offset: number): number {
    const words = this.#words;
    for (let at = words[this.#bucket(file, offset)]!; at !== none; at = words[at + entry.next]!)
      if (
        words[at + entry.file] === (file | 0) &&
        words[at + entry.offsetLow] === (offset | 0) &&
        words[at + entry.offsetHigh] === Math.floor(offset / 2 ** 32)
      )
        return at;
    return none;
  }

  // A pinned entry stays until it is let go.
  #pin(file: number, offset: number, isUse: boolean): number {
    return this.#locked(() => {
      const words = this.#words;
      const found = this.#find(file, offset);
      if (found === none || words[found + entry.state] === state.filling) return none;
      words[found + entry.pins]!++;
      if (isUse) {
        words[found + entry.state] = state.used;
        words[found + entry.usedAt] = this.#advance(found);
      }
      return found;
    });
  }

  #unpin(at: number): void {
    this.#locked(() => {
      this.#words[at + entry.pins]!--;
    });
  }

  #add(file: number, offset: number, headerBytes: number, bodyOffset: number, bodyBytes: number): number {
    const words = this.#words;
    const blockCount = blocksOf(bodyOffset + bodyBytes);
    if (this.#find(file, offset) !== none || blockCount > this.#blockCount * shareMax) return none;
    words[header.clock] = (words[header.clock]! + blockCount) | 0;
    if (!this.#makeRoom(blockCount, this.#wasRefused(file, offset))) {
      this.#refuse(file, offset);
      return none;
    }
    const added = this.#entries + words[header.freeEntry]! * entryWords;
    words[header.usedEntries] = Math.max(words[header.usedEntries]!, words[header.freeEntry]! + 1);
    words[header.freeEntry] = words[added + entry.next]!;
    words[added + entry.state] = state.filling;
    words[added + entry.pins] = 1;
    words[added + entry.file] = file;
    words[added + entry.offsetLow] = offset;
    words[added + entry.offsetHigh] = Math.floor(offset / 2 ** 32);
    words[added + entry.headerBytes] = headerBytes;
    words[added + entry.bodyOffset] = bodyOffset;
    words[added + entry.bodyBytes] = bodyBytes;
    words[added + entry.firstBlock] = words[header.freeBlock]!;
    words[header.freeBlock] = words[this.#links + this.#lastBlock(added, blockCount)]!;
    words[header.freeBlockCount]! -= blockCount;
    const bucket = this.#bucket(file, offset);
    words[added + entry.next] = words[bucket]!;
    words[added + entry.usedAt] = words[header.clock]!;
    words[bucket] = added;
    return added;
  }

  // Turns the clock, which counts the blocks that were asked for, by those of an entry.
  #advance(at: number): number {
    const words = this.#words;
    words[header.clock] = (words[header.clock]! + this.#entryBlocks(at)) | 0;
    return words[header.clock]!;
  }

  #ticksSince(time: number): number {
    return (this.#words[header.clock]! - time) >>> 0;
  }

  #refusal(hash: number): number {
    return this.#refusals + (hash & this.#bucketMask) * refusalWords;
  }

  #wasRefused(file: number, offset: number): boolean {
    const hash = hashOf(file, offset);
    const at = this.#refusal(hash);
    return this.#words[at] === hash && this.#ticksSince(this.#words[at + 1]!) <= this.#blockCount;
  }

  #refuse(file: number, offset: number): void {
    const hash = hashOf(file, offset);
    const at = this.#refusal(hash);
    this.#words[at] = hash;
    this.#words[at + 1] = this.#words[header.clock]!;
  }

  // There are as many entries as blocks, so a free block means a free entry.
  #makeRoom(blockCount: number, isWanted: boolean): boolean {
    const words = this.#words;
    let tries = isWanted ? 2 * words[header.usedEntries]! : triesMax;
    for (; words[header.freeBlockCount]! < blockCount; tries--) {
      if (tries <= 0) return false;
      const index = words[header.hand]! % words[header.usedEntries]!;
      words[header.hand] = index + 1;
      const at = this.#entries + index * entryWords;
      if (words[at + entry.pins] !== 0 || words[at + entry.state] === state.free) continue;
      const isStale = this.#ticksSince(words[at + entry.usedAt]!) > staleTurns * this.#blockCount;
      if (isStale || (isWanted && words[at + entry.state] === state.ready)) this.#remove(at, index);
      else if (isWanted) words[at + entry.state] = state.ready;
    }
    return true;
  }

  #remove(at: number, index: number): void {
    const words = this.#words;
    const offset = words[at + entry.offsetHigh]! * 2 ** 32 + (words[at + entry.offsetLow]! >>> 0);
    let link = this.#bucket(words[at + entry.file]!, offset);
    while (words[link] !== at) link = words[link]! + entry.next;
    words[link] = words[at + entry.next]!;
    const blockCount = this.#entryBlocks(at);
    words[this.#links + this.#lastBlock(at, blockCount)] = words[header.freeBlock]!;
    words[header.freeBlock] = words[at + entry.firstBlock]!;
    words[header.freeBlockCount]! += blockCount;
    words[at + entry.state] = state.free;
    words[at + entry.next] = words[header.freeEntry]!;
    words[header.freeEntry] = index;
  }

  #entryBlocks(at: number): number {
    return blocksOf(this.#words[at + entry.bodyOffset]! + this.#words[at + entry.bodyBytes]!);
  }

  #lastBlock(at: number, blockCount: number): number {
    let block = this.#words[at + entry.firstBlock]!;
    for (let count = 1; count < blockCount; count++) block = this.#words[this.#links + block]!;
    return block;
  }

  #copyOut(at: number, skip: number, target: Uint8Array, targetOffset: number, length: number): void {
    let done = 0;
    this.#forEachRun(at, skip, length, (start, end) => {
      target.set(this.#bytes.subarray(start, end), targetOffset + done);
      done += end - start;
    });
  }

  #copyIn(at: number, skip: number, source: Uint8Array, start: number, end: number): void {
    let from = start;
    this.#forEachRun(at, skip, end - start, (runStart, runEnd) => {
      this.#bytes.set(source.subarray(from, from + runEnd - runStart), runStart);
      from += runEnd - runStart;
    });
  }

  // Calls `take` with the stretches of the buffer that hold an entry's bytes [skip, skip + length), neighbouring blocks as one.
  #forEachRun(at: number, skip: number, length: number, take: (start: number, end: number) => void): void {
    const words = this.#words;
    let block = words[at + entry.firstBlock]!;
    let before = skip;
    for (; before >= blockBytes; before -= blockBytes) block = words[this.#links + block]!;
    for (let left = length; left > 0; ) {
      const start = this.#blocks + block * blockBytes + before;
      let end = start + blockBytes - before;
      for (;;) {
        const next = words[this.#links + block]!;
        const isNeighbour = next === block + 1 && end - start < left;
        block = next;
        if (!isNeighbour) break;
        end += blockBytes;
      }
      before = 0;
      const count = Math.min(left, end - start);
      take(start, start + count);
      left -= count;
    }
  }
}

function hashOf(file: number, offset: number): number {
  const hash = Math.imul(file ^ Math.imul(offset | 0, 0x9e3779b1) ^ Math.floor(offset / 2 ** 32), 0x85ebca6b);
  return hash ^ (hash >>> 15);
}

// Shared memory is copied word by word only where both places are equally aligned, so a body lies as its last piece lay in memory.
function bodyOffsetFor(headerBytes: number, body: readonly ByteRange[], bodyBytes: number): number {
  const last = body.at(-1);
  const residue = last ? (last.end - bodyBytes) & 7 : 0;
  return headerBytes + ((residue - headerBytes) & 7);
}

const blocksOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / blockBytes));

// Each block has a link and an entry, and one bucket or more, with a place for a refusal each.
function layoutOf(byteLength: number) {
  const bucketCount = 2 ** Math.ceil(Math.log2(byteLength / blockBytes));
  const refusals = header.words + bucketCount;
  const entries = refusals + bucketCount * refusalWords;
  const blockCount = Math.floor((byteLength - entries * 4 - 64) / (blockBytes + (entryWords + 1) * 4));
  const links = entries + blockCount * entryWords;
  const blocks = Math.ceil(((links + blockCount) * 4) / 64) * 64;
  return { blockCount, bucketCount, refusals, entries, links, blocks };
}

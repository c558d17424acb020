import type { Arena } from '../../vector/arena.js';
import { type EncodedPage, type Encoding, fixedBytes, type ValueDecoder } from './encoding.js';

/** Decodes PLAIN: values one behind the other, texts after their length, booleans as bits. */
export const plain: Encoding = {
  name: 'PLAIN',
  number: 0,
  open(page) {
    if (page.leaf.physical === 'BOOLEAN') return new PlainBooleans(page);
    return page.leaf.physical === 'BYTE_ARRAY' ? new PlainByteArrays(page) : new PlainFixed(page);
  },
};

class PlainFixed implements ValueDecoder {
  readonly #page: EncodedPage;
  readonly #width: number;
  #next: number;

  constructor(page: EncodedPage) {
    this.#page = page;
    this.#width = fixedBytes(page.leaf);
    this.#next = page.start;
  }

  decode(count: number): number {
    const address = this.#next;
    this.skip(count);
    this.#page.bytes.ensure(this.#next);
    return address;
  }

  skip(count: number): void {
    this.#next += count * this.#width;
  }
}

class PlainBooleans implements ValueDecoder {
  readonly #page: EncodedPage;
  #index = 0;

  constructor(page: EncodedPage) {
    this.#page = page;
  }

  decode(count: number, arena: Arena): number {
    const { bytes, memory, start } = this.#page;
    bytes.ensure(start + ((this.#index + count + 7) >>> 3));
    const output = arena.alloc(count + 1);
    memory.kernels.bits_to_bytes!(start, this.#index, count, output);
    this.#index += count;
    return output;
  }

  skip(count: number): void {
    this.#index += count;
  }
}

const viewBytes = 16;
// How much further a page is decompressed when the values at hand do not suffice; their lengths are not known before.
const stepBytes = 32 * 1024;

class PlainByteArrays implements ValueDecoder {
  readonly #page: EncodedPage;
  /** Where kernels store how far they got. */
  readonly #reached: number;
  #next: number;

  constructor(page: EncodedPage) {
    this.#page = page;
    this.#reached = page.state;
    this.#next = page.start;
  }

  decode(count: number, arena: Arena): number {
    const views = arena.alloc((count + 1) * viewBytes);
    const { memory, bytes } = this.#page;
    memory.u8.fill(0, views + count * viewBytes, views + (count + 1) * viewBytes);
    for (let done = 0; done < count; ) {
      const output = views + done * viewBytes;
      done += memory.kernels.plain_views!(this.#next, bytes.reached, count - done, output, this.#reached) >>> 0;
      this.#advance(done < count);
    }
    return views;
  }

  skip(count: number): void {
    const { memory, bytes } = this.#page;
    for (let done = 0; done < count; ) {
      done += memory.kernels.plain_views_skip!(this.#next, bytes.reached, count - done, this.#reached) >>> 0;
      this.#advance(done < count);
    }
  }

  #advance(isMoreWanted: boolean): void {
    const { memory, bytes, fail } = this.#page;
    this.#next = memory.u32[this.#reached >>> 2]!;
    if (!isMoreWanted) return;
    if (bytes.reached === bytes.end) throw fail('its values go beyond its end');
    bytes.ensure(Math.min(bytes.end, Math.max(bytes.reached, this.#next) + stepBytes));
  }
}

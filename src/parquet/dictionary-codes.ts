import type { EncodedPage } from './encodings/encoding.js';

/** Decodes RLE_DICTIONARY: a byte that holds the bits of a code, then the hybrid of run lengths and bit packing. */
export class DictionaryCodes {
  readonly #page: EncodedPage;
  readonly #dictionaryLength: number;

  constructor(page: EncodedPage, dictionaryLength: number) {
    const { memory, bytes, start, state, fail } = page;
    this.#page = page;
    this.#dictionaryLength = dictionaryLength;
    bytes.ensureAll();
    // A page of NULLs only may have no bytes at all.
    const width = start < bytes.end ? memory.u8[start]! : 0;
    if (width > 32) throw fail(`dictionary codes of ${width} bits`);
    memory.kernels.hybrid_start!(state, Math.min(start + 1, bytes.end), bytes.end, width);
  }

  /** Decodes the next `count` codes as u32 to `output`, each below the dictionary's length; 12 bytes more may be written. */
  decode(count: number, output: number): void {
    if (count === 0) return;
    const { memory, state, fail } = this.#page;
    const largest = memory.kernels.hybrid_read!(state, count, output) >>> 0;
    if (largest >= this.#dictionaryLength)
      throw fail(
        largest === 0xffff_ffff
          ? 'its dictionary codes end early'
          : `dictionary code ${largest} where the dictionary has ${this.#dictionaryLength} entries`,
      );
  }

  skip(count: number): void {
    const { memory, state, fail } = this.#page;
    if (memory.kernels.hybrid_skip!(state, count) === 0) throw fail('its dictionary codes end early');
  }
}

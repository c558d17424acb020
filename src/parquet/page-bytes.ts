import type { Decompressor } from './codecs/codec.js';

/** The plain bytes of a page, decompressed as far as they are asked for. */
export class PageBytes {
  readonly start: number;
  readonly end: number;
  readonly #decompressor: Decompressor | undefined;
  readonly #fail: (reason: string) => Error;
  readonly #whenWhole: (() => void) | undefined;
  #reached: number;

  /**
   * Shows [start, end), of which everything is there when there is no decompressor, else nothing. `whenWhole` is called when the
   * decompressor has reached the end.
   */
  constructor(
    start: number,
    end: number,
    decompressor: Decompressor | undefined,
    fail: (reason: string) => Error,
    whenWhole?: () => void,
  ) {
    this.start = start;
    this.end = end;
    this.#decompressor = decompressor;
    this.#fail = fail;
    this.#whenWhole = whenWhole;
    this.#reached = decompressor === undefined ? end : start;
  }

  /** The address up to which bytes are there. */
  get reached(): number {
    return this.#reached;
  }

  /** Makes the bytes up to `address` be there. @throws HIVE_BAD_DATA when the page does not have them */
  ensure(address: number): void {
    if (address <= this.#reached) return;
    if (address > this.end) throw this.#fail(`it ends ${address - this.end} bytes before its values do`);
    this.#reached = this.#decompressor!.decode(address);
    if (this.#reached < address) throw this.#fail('its compressed bytes are damaged');
    if (this.#reached === this.end) this.#whenWhole?.();
  }

  /** Makes all bytes be there. */
  ensureAll(): void {
    this.ensure(this.end);
  }
}

import { once } from 'node:events';
import type { Writable } from 'node:stream';

const chunkLength = 1 << 16;

/** Writes text in large pieces and waits while the reader is behind. */
export class Output {
  readonly #stream: Writable;
  #pending = '';

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  /** Adds text. Gives a promise only when there is something to wait for. */
  write(text: string): Promise<void> | undefined {
    this.#pending += text;
    return this.#pending.length < chunkLength ? undefined : this.flush();
  }

  async flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = '';
    if (text !== '' && !this.#stream.write(text)) await once(this.#stream, 'drain');
  }
}

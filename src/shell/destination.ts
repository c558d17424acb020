import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Where a result is written. */
export interface Destination {
  readonly isTerminal: boolean;
  /** How wide lines may be; undefined where nobody minds. */
  readonly columns: number | undefined;
  /** True when nobody reads any more. */
  readonly isClosed: boolean;
  write(text: string): Promise<void>;
  writeBytes(bytes: Uint8Array): Promise<void>;
  end(): Promise<void>;
}

/** Writes to a stream and waits while its reader is behind. The stream stays open. */
export class StreamDestination implements Destination {
  readonly isTerminal: boolean;
  readonly #stream: Writable & { readonly isTTY?: boolean; readonly columns?: number };

  constructor(stream: Writable & { readonly isTTY?: boolean; readonly columns?: number }) {
    this.#stream = stream;
    this.isTerminal = stream.isTTY === true;
  }

  get columns(): number | undefined {
    return this.isTerminal ? this.#stream.columns : undefined;
  }

  get isClosed(): boolean {
    return this.#stream.destroyed;
  }

  write(text: string): Promise<void> {
    return this.#write(text);
  }

  writeBytes(bytes: Uint8Array): Promise<void> {
    return this.#write(bytes);
  }

  end(): Promise<void> {
    return Promise.resolve();
  }

  async #write(piece: string | Uint8Array): Promise<void> {
    if (piece.length > 0 && !this.#stream.write(piece)) await once(this.#stream, 'drain');
  }
}

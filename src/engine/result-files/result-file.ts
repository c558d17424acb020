import { LakeError } from '../../base/lake-error.js';
import type { ResultBatch } from '../../exec/result-batch.js';
import type { ObjectStore } from '../../storage/object-store.js';
import { ChunkFeed } from './chunk-feed.js';

/** Turns the batches of a result into bytes. */
export interface BatchEncoder {
  add(batch: ResultBatch): AsyncIterable<Uint8Array>;
  finish(): Uint8Array;
}

/** A file that is written while a result is read: it is there, whole, when `finish` returns, or not at all. */
export class ResultFile {
  readonly #encoder: BatchEncoder;
  readonly #feed = new ChunkFeed();
  readonly #written: Promise<unknown>;

  constructor(store: ObjectStore, place: string, encoder: BatchEncoder) {
    this.#encoder = encoder;
    this.#written = store.write(place, this.#feed);
    // Who adds or finishes is told; until then the failure waits.
    this.#written.catch((error: unknown) => this.#feed.close(error));
  }

  /** @throws HIVE_FILESYSTEM_ERROR */
  async add(batch: ResultBatch): Promise<void> {
    for await (const bytes of this.#encoder.add(batch)) await this.#feed.push(bytes);
  }

  /** Ends the file. @throws HIVE_FILESYSTEM_ERROR */
  async finish(): Promise<void> {
    await this.#feed.push(this.#encoder.finish());
    this.#feed.end();
    await this.#written;
  }

  /** Gives the file up: nothing of it stays. */
  async abandon(): Promise<void> {
    const abandoned = new LakeError('USER_CANCELED', 'The result is not wanted');
    this.#feed.close(abandoned);
    await this.#written.catch((error: unknown) => {
      if (!(error instanceof LakeError)) throw error;
    });
  }
}

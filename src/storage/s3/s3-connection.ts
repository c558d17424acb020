import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { LakeError } from '../../base/lake-error.js';
import type { S3Answer, S3CallName, S3Calls } from './s3-messages.js';
import type { S3Options } from './s3-sdk.js';

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: LakeError): void;
}

/** The thread that talks to S3, started when it is first needed. */
export class S3Connection {
  readonly #options: S3Options;
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | undefined;
  #opened: Promise<undefined> | undefined;
  #callCount = 0;

  constructor(options: S3Options) {
    this.#options = options;
  }

  /** Asks the thread for something. `transfer` moves buffers there. */
  async call<Name extends S3CallName>(
    name: Name,
    argument: S3Calls[Name]['arguments'],
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<S3Calls[Name]['answer']> {
    await this.#open();
    return this.#send(name, argument, transfer);
  }

  /** Makes a port through which a worker reads; it is closed by its other end. */
  async readerPort(): Promise<MessagePort> {
    await this.#open();
    const { port1, port2 } = new MessageChannel();
    this.#thread!.postMessage({ reader: port1 }, [port1]);
    return port2;
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    this.#opened = undefined;
    await thread?.terminate();
    this.#fail(new LakeError('SERVER_SHUTTING_DOWN', 'The lake is closed'));
  }

  #open(): Promise<undefined> {
    if (!this.#thread) {
      const thread = new Worker(new URL('./s3-thread.js', import.meta.url));
      // What is under way keeps the process alive, the thread alone does not.
      thread.unref();
      thread.on('message', (answer: S3Answer) => this.#settle(answer));
      thread.on('error', (cause) => {
        this.#thread = undefined;
        this.#opened = undefined;
        this.#fail(new LakeError('HIVE_FILESYSTEM_ERROR', `The thread for S3 died: ${cause.message}`, { cause }));
      });
      this.#thread = thread;
      this.#opened = this.#send('open', this.#options, []);
    }
    return this.#opened!;
  }

  #send<Name extends S3CallName>(
    name: Name,
    argument: S3Calls[Name]['arguments'],
    transfer: readonly ArrayBuffer[],
  ): Promise<S3Calls[Name]['answer']> {
    const id = this.#callCount++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject });
      this.#thread!.ref();
      this.#thread!.postMessage({ id, name, argument }, transfer);
    });
  }

  #settle({ id, answer, failure }: S3Answer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#thread?.unref();
    if (failure) waiting?.reject(new LakeError(failure.name, failure.message, { hint: failure.hint }));
    else waiting?.resolve(answer);
  }

  #fail(error: LakeError): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { LakeError } from '../../base/lake-error.js';
import { type BlockingFile, checkRange, type PendingRead } from '../file.js';
import { type ReaderAnswer, type ReaderRequest, readState } from './s3-messages.js';

// How often a waiting worker looks whether its query goes on.
const lookMs = 20;

type Question<Request = ReaderRequest> = Request extends ReaderRequest ? Omit<Request, 'id' | 'control'> : never;

/** Reads files of S3 in a worker, which waits while the thread that talks to S3 puts bytes into shared memory. */
export class S3Reader {
  readonly #port: MessagePort;
  readonly #checkStopped: () => void;
  readonly #answers = new Map<number, ReaderAnswer>();
  #requestCount = 0;

  /** `checkStopped` throws when the query does not go on. */
  constructor(port: MessagePort, checkStopped: () => void) {
    this.#port = port;
    this.#checkStopped = checkStopped;
  }

  /** Opens a file. @throws HIVE_CANNOT_OPEN_SPLIT, HIVE_FILESYSTEM_ERROR */
  open(location: string): BlockingFile {
    const byteLength = this.#ask({ kind: 'open', location }).wait()?.byteLength ?? 0;
    const file = { location, byteLength };
    return {
      ...file,
      readInto: (target, targetOffset, offset, length) => {
        checkRange(file, offset, length);
        this.#readAhead(location, target, targetOffset, offset, length).wait();
      },
      readAhead: (target, targetOffset, offset, length) => {
        checkRange(file, offset, length);
        return this.#readAhead(location, target, targetOffset, offset, length);
      },
      close: () => undefined,
    };
  }

  #readAhead(location: string, target: Uint8Array, targetOffset: number, offset: number, length: number): PendingRead {
    if (length === 0) return { wait: () => undefined, cancel: () => undefined };
    const isShared = target.buffer instanceof SharedArrayBuffer;
    const bytes = isShared
      ? target.subarray(targetOffset, targetOffset + length)
      : new Uint8Array(new SharedArrayBuffer(length));
    const request = this.#ask({ kind: 'read', location, offset, length, target: bytes });
    return {
      wait: () => {
        request.wait();
        if (!isShared) target.set(bytes, targetOffset);
      },
      cancel: () => request.cancel(),
    };
  }

  #ask(question: Question): { wait(): ReaderAnswer | undefined; cancel(): void } {
    const id = this.#requestCount++;
    const control = new Int32Array(new SharedArrayBuffer(4));
    this.#port.postMessage({ ...question, id, control });
    return {
      wait: () => {
        try {
          return this.#await(id, control);
        } catch (error) {
          abandon(control);
          throw error;
        }
      },
      cancel: () => abandon(control),
    };
  }

  #await(id: number, control: Int32Array): ReaderAnswer | undefined {
    for (;;) {
      const state = Atomics.load(control, 0);
      if (state === readState.done || state === readState.failed) break;
      Atomics.wait(control, 0, state, lookMs);
      this.#checkStopped();
    }
    for (let received = receiveMessageOnPort(this.#port); received; received = receiveMessageOnPort(this.#port)) {
      const answer = received.message as ReaderAnswer;
      this.#answers.set(answer.id, answer);
    }
    const answer = this.#answers.get(id);
    this.#answers.delete(id);
    if (answer?.failure)
      throw new LakeError(answer.failure.name, answer.failure.message, { hint: answer.failure.hint });
    return answer;
  }
}

/** Gives a request up: when this returns, nothing is written into the memory any more. */
function abandon(control: Int32Array): void {
  for (;;) {
    const before = Atomics.compareExchange(control, 0, readState.wanted, readState.abandoned);
    if (before !== readState.writing) return;
    Atomics.wait(control, 0, readState.writing, lookMs);
  }
}

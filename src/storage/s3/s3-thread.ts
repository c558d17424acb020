import { type MessagePort, parentPort } from 'node:worker_threads';
import { assert, LakeError } from '../../base/lake-error.js';
import { reasonOf } from '../storage-error.js';
import { coalesce } from './range-reads.js';
import {
  type ReaderRequest,
  readState,
  type S3Answer,
  type S3CallName,
  type S3Calls,
  type S3Failure,
  type S3Message,
} from './s3-messages.js';
import { S3Objects } from './s3-objects.js';
import type { S3Options } from './s3-sdk.js';

// This thread talks to S3 for all others: the planning thread by messages, workers by messages and shared memory, on which they wait.

interface KnownFile {
  readonly byteLength: number;
  readonly tag: string | undefined;
}

type ReadRequest = Extract<ReaderRequest, { kind: 'read' }>;

const knownFilesMax = 10_000;
let objects: S3Objects | undefined;
/** Lengths and tags of files that were opened for planning, so that workers need not ask again. */
const knownFiles = new Map<string, KnownFile>();
let queue: { readonly request: ReadRequest; readonly port: MessagePort }[] = [];

const store = (): S3Objects => {
  assert(objects, 'the store is opened first');
  return objects;
};

const calls: {
  readonly [Name in S3CallName]: (argument: S3Calls[Name]['arguments']) => Promise<S3Calls[Name]['answer']>;
} = {
  open: async (options: S3Options) => {
    objects = await S3Objects.open(options);
    return undefined;
  },
  list: ({ folder, delimiter, token }) => store().list(folder, delimiter, token),
  stat: async (location) => {
    const found = await store().stat(location);
    if (!found) return undefined;
    const { tag, ...file } = found;
    remember(location, { byteLength: file.byteLength, tag });
    return file;
  },
  read: async ({ location, offset, length }) => {
    const bytes = new Uint8Array(length);
    const take = (part: Uint8Array, position: number): void => bytes.set(part, position - offset);
    if (length > 0) await store().read(location, knownFiles.get(location)?.tag, offset, length, take);
    return bytes;
  },
  put: async ({ location, bytes }) => void (await store().put(location, bytes)),
  beginUpload: (location) => store().beginUpload(location),
  uploadPart: ({ location, upload, number, bytes }) => store().uploadPart(location, upload, number, bytes),
  endUpload: async ({ location, upload, tags }) => void (await store().endUpload(location, upload, tags)),
  abortUpload: async ({ location, upload }) => void (await store().abortUpload(location, upload)),
  listUploads: ({ folder, after }) => store().listUploads(folder, after),
  abandonUpload: async (place) => void (await store().abandonUpload(place)),
  uploadFile: async ({ location, path }) => void (await store().uploadFile(location, path)),
  delete: async (locations) => void (await store().delete(locations)),
};

function remember(location: string, file: KnownFile): void {
  knownFiles.delete(location);
  knownFiles.set(location, file);
  if (knownFiles.size > knownFilesMax) knownFiles.delete(knownFiles.keys().next().value!);
}

parentPort!.on('message', (message: S3Message) => {
  if ('reader' in message) {
    const port = message.reader;
    port.on('message', (request: ReaderRequest) => void serve(request, port));
    return;
  }
  const { id, name, argument } = message;
  (calls[name] as (argument: unknown) => Promise<unknown>)(argument).then(
    (answer) => send({ id, answer }),
    (error: unknown) => send({ id, failure: failureOf(error) }),
  );
});

function send(answer: S3Answer): void {
  const bytes = answer.answer;
  parentPort!.postMessage(answer, bytes instanceof Uint8Array ? [bytes.buffer as ArrayBuffer] : []);
}

const failureOf = (error: unknown): S3Failure =>
  error instanceof LakeError
    ? { name: error.name, message: error.message, hint: error.hint }
    : { name: 'GENERIC_INTERNAL_ERROR', message: reasonOf(error), hint: undefined };

async function serve(request: ReaderRequest, port: MessagePort): Promise<void> {
  if (request.kind === 'read') {
    if (queue.length === 0) setImmediate(() => readQueued());
    queue.push({ request, port });
    return;
  }
  const { location, id } = request;
  try {
    const byteLength = knownFiles.get(location)?.byteLength ?? (await calls.stat(location))?.byteLength;
    if (byteLength === undefined)
      throw new LakeError('HIVE_CANNOT_OPEN_SPLIT', `Error opening ${location}: no such file`);
    port.postMessage({ id, byteLength });
    settle(request, readState.done);
  } catch (error) {
    port.postMessage({ id, failure: failureOf(error) });
    settle(request, readState.failed);
  }
}

/** Reads what was asked for in one turn of the event loop: ranges that are close to each other at once. */
function readQueued(): void {
  const wanted = queue;
  queue = [];
  const byLocation = groupByLocation(wanted);
  for (const [location, items] of byLocation) {
    const parts = items.map(({ request, port }) => ({ ...request, port }));
    for (const { offset, length, parts: served } of coalesce(parts)) {
      const take = (bytes: Uint8Array, position: number): void => {
        for (const part of served) deliver(part, bytes, position);
      };
      store()
        .read(location, knownFiles.get(location)?.tag, offset, length, take)
        .then(
          () => {
            for (const part of served) settle(part, readState.done);
          },
          (error: unknown) => {
            // The file may have been replaced by another.
            knownFiles.delete(location);
            for (const part of served) {
              part.port.postMessage({ id: part.id, failure: failureOf(error) });
              settle(part, readState.failed);
            }
          },
        );
    }
  }
}

function groupByLocation<T extends { readonly request: ReadRequest }>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const { location } = item.request;
    groups.set(location, [...(groups.get(location) ?? []), item]);
  }
  return groups;
}

/** Copies what a piece of a file has of a wanted range, unless nobody waits for it any longer. */
function deliver({ offset, length, target, control }: ReadRequest, bytes: Uint8Array, position: number): void {
  const first = Math.max(offset, position);
  const end = Math.min(offset + length, position + bytes.length);
  if (first >= end) return;
  if (Atomics.compareExchange(control, 0, readState.wanted, readState.writing) !== readState.wanted) return;
  target.set(bytes.subarray(first - position, end - position), first - offset);
  Atomics.compareExchange(control, 0, readState.writing, readState.wanted);
  Atomics.notify(control, 0);
}

function settle({ control }: ReaderRequest, state: number): void {
  Atomics.compareExchange(control, 0, readState.wanted, state);
  Atomics.notify(control, 0);
}

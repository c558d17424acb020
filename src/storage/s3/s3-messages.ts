import type { MessagePort } from 'node:worker_threads';
import type { ErrorCode } from '../../base/error-codes.js';
import type { ListedFile } from '../object-store.js';
import type { S3Options } from './s3-sdk.js';

/** What the main thread asks of the thread that talks to S3, by name: arguments and answer. */
export interface S3Calls {
  open: { readonly arguments: S3Options; readonly answer: undefined };
  list: {
    readonly arguments: {
      readonly folder: string;
      readonly delimiter?: '/' | undefined;
      readonly token?: string | undefined;
    };
    readonly answer: {
      readonly files: readonly ListedFile[];
      readonly folders: readonly string[];
      readonly next?: string | undefined;
    };
  };
  stat: { readonly arguments: string; readonly answer: ListedFile | undefined };
  read: {
    readonly arguments: { readonly location: string; readonly offset: number; readonly length: number };
    readonly answer: Uint8Array;
  };
  put: { readonly arguments: { readonly location: string; readonly bytes: Uint8Array }; readonly answer: undefined };
  beginUpload: { readonly arguments: string; readonly answer: S3Upload };
  uploadPart: {
    readonly arguments: {
      readonly location: string;
      readonly upload: S3Upload;
      readonly number: number;
      readonly bytes: Uint8Array;
    };
    readonly answer: string;
  };
  endUpload: {
    readonly arguments: { readonly location: string; readonly upload: S3Upload; readonly tags: readonly string[] };
    readonly answer: undefined;
  };
  abortUpload: {
    readonly arguments: { readonly location: string; readonly upload: S3Upload };
    readonly answer: undefined;
  };
  listUploads: {
    readonly arguments: { readonly folder: string; readonly after?: S3UploadPlace | undefined };
    readonly answer: { readonly uploads: readonly S3UploadPlace[]; readonly next?: S3UploadPlace | undefined };
  };
  abandonUpload: { readonly arguments: S3UploadPlace; readonly answer: undefined };
  uploadFile: { readonly arguments: { readonly location: string; readonly path: string }; readonly answer: undefined };
  delete: { readonly arguments: readonly string[]; readonly answer: undefined };
}

/** A file that is sent in parts. `mark` goes into the file's metadata: it tells who asked for what is there. */
export interface S3Upload {
  readonly id: string;
  readonly mark: string;
}

/** A file that somebody began to send in parts. */
export interface S3UploadPlace {
  readonly location: string;
  readonly id: string;
}

export type S3CallName = keyof S3Calls;

/** A request of the main thread, or the port of a worker that reads. */
export type S3Message =
  | { readonly id: number; readonly name: S3CallName; readonly argument: unknown }
  | { readonly reader: MessagePort };

export interface S3Answer {
  readonly id: number;
  readonly answer?: unknown;
  readonly failure?: S3Failure | undefined;
}

/** An error in parts, for another thread. */
export interface S3Failure {
  readonly name: ErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
}

/** What a worker asks: the length of a file, or bytes into shared memory. `control` has one word: the state of the request. */
export type ReaderRequest = { readonly id: number; readonly location: string; readonly control: Int32Array } & (
  | { readonly kind: 'open' }
  | { readonly kind: 'read'; readonly offset: number; readonly length: number; readonly target: Uint8Array }
);

/** Goes to a worker's port before the state says done or failed. */
export interface ReaderAnswer {
  readonly id: number;
  readonly byteLength?: number;
  readonly failure?: S3Failure;
}

/** States of a request. Only while it is `writing` are bytes put into the worker's memory, and only `wanted` may become that. */
export const readState = { wanted: 0, writing: 1, done: 2, failed: 3, abandoned: 4 } as const;

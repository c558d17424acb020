import { open } from 'node:fs/promises';
import { LakeError } from '../../base/lake-error.js';
import type { ListedFile } from '../object-store.js';
import { alreadyExists, reasonOf } from '../storage-error.js';
import { loadSdk, type S3Client, type S3Options, type S3Sdk } from './s3-sdk.js';

const deletesMax = 1000;
const partBytes = 8 << 20;
const partsMax = 10_000;
const partsAtOnce = 4;
const attemptsMax = 3;

/** The requests to S3, made by the thread that talks to it. */
export class S3Objects {
  readonly #sdk: S3Sdk;
  readonly #client: S3Client;

  private constructor(sdk: S3Sdk, client: S3Client) {
    this.#sdk = sdk;
    this.#client = client;
  }

  /** Loads the SDK and makes its client. @throws NOT_SUPPORTED */
  static async open({ endpoint, forcePathStyle, ...options }: S3Options): Promise<S3Objects> {
    const sdk = await loadSdk();
    const client = new sdk.S3Client({
      ...(endpoint !== undefined && { endpoint }),
      forcePathStyle: forcePathStyle ?? endpoint !== undefined,
      // Stores other than AWS know the older checksums only.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      ...options,
    });
    return new S3Objects(sdk, client);
  }

  async list(folder: string, delimiter: '/' | undefined, token: string | undefined) {
    const { Bucket, Key } = partsOf(folder);
    const prefix = Key === '' || Key.endsWith('/') ? Key : `${Key}/`;
    const command = new this.#sdk.ListObjectsV2Command({
      Bucket,
      Prefix: prefix,
      ...(delimiter && { Delimiter: delimiter }),
      ...(token !== undefined && { ContinuationToken: token }),
    });
    const page = await this.#attempt('listing', folder, () => this.#client.send(command));
    const files = (page.Contents ?? []).map(
      ({ Key: key, Size, LastModified }): ListedFile => ({
        location: `s3://${Bucket}/${key}`,
        byteLength: Size,
        modifiedMillis: LastModified.getTime(),
      }),
    );
    return {
      // A key that ends with a slash stands for a folder.
      files: files.filter(({ location }) => !location.endsWith('/')),
      folders: (page.CommonPrefixes ?? []).map(({ Prefix }) => `s3://${Bucket}/${Prefix.replace(/\/$/, '')}`),
      next: page.NextContinuationToken,
    };
  }

  async stat(location: string): Promise<(ListedFile & { readonly tag: string | undefined }) | undefined> {
    const command = new this.#sdk.HeadObjectCommand(partsOf(location));
    try {
      const { ContentLength = 0, LastModified, ETag } = await this.#client.send(command);
      return { location, byteLength: ContentLength, modifiedMillis: LastModified?.getTime() ?? 0, tag: ETag };
    } catch (cause) {
      if (statusOf(cause) === 404) return undefined;
      throw storeError('reading', location, cause);
    }
  }

  /** Reads a range; `take` gets its bytes as they come, from the range's begin again when the connection breaks. */
  async read(
    location: string,
    tag: string | undefined,
    offset: number,
    length: number,
    take: (bytes: Uint8Array, position: number) => void,
  ): Promise<void> {
    const input = {
      ...partsOf(location),
      Range: `bytes=${offset}-${offset + length - 1}`,
      ...(tag && { IfMatch: tag }),
    };
    for (let attempt = 1; ; attempt++) {
      let position = offset;
      try {
        const { Body } = await this.#client.send(new this.#sdk.GetObjectCommand(input));
        for await (const bytes of Body ?? []) {
          take(bytes, position);
          position += bytes.length;
        }
        if (position === offset + length) return;
        throw new Error(`${position - offset} bytes came instead of ${length}`);
      } catch (cause) {
        const status = statusOf(cause);
        if (status === 412)
          throw new LakeError('HIVE_CURSOR_ERROR', `Error reading ${location}: the file was changed`, { cause });
        if (attempt === attemptsMax || status !== undefined)
          throw new LakeError('HIVE_CURSOR_ERROR', `Error reading ${location}: ${reasonOf(cause)}`, { cause });
      }
    }
  }

  async put(location: string, bytes: Uint8Array): Promise<void> {
    const command = new this.#sdk.PutObjectCommand({ ...partsOf(location), Body: bytes, IfNoneMatch: '*' });
    await this.#attempt('writing', location, () => this.#client.send(command));
  }

  async beginUpload(location: string): Promise<string> {
    const command = new this.#sdk.CreateMultipartUploadCommand(partsOf(location));
    return (await this.#attempt('writing', location, () => this.#client.send(command))).UploadId!;
  }

  async uploadPart(location: string, upload: string, number: number, bytes: Uint8Array): Promise<string> {
    const input = { ...partsOf(location), UploadId: upload, PartNumber: number, Body: bytes };
    const { ETag } = await this.#attempt('writing', location, () =>
      this.#client.send(new this.#sdk.UploadPartCommand(input)),
    );
    return ETag!;
  }

  async endUpload(location: string, upload: string, tags: readonly string[]): Promise<void> {
    const command = new this.#sdk.CompleteMultipartUploadCommand({
      ...partsOf(location),
      UploadId: upload,
      IfNoneMatch: '*',
      MultipartUpload: { Parts: tags.map((ETag, index) => ({ ETag, PartNumber: index + 1 })) },
    });
    await this.#attempt('writing', location, () => this.#client.send(command));
  }

  async abortUpload(location: string, upload: string): Promise<void> {
    const command = new this.#sdk.AbortMultipartUploadCommand({ ...partsOf(location), UploadId: upload });
    await this.#attempt('writing', location, () => this.#client.send(command));
  }

  async uploadFile(location: string, path: string): Promise<void> {
    const file = await open(path, 'r').catch((cause: unknown) => {
      throw storeError('reading', path, cause);
    });
    try {
      const { size } = await file.stat();
      const readPart = async (offset: number, length: number): Promise<Uint8Array> => {
        const bytes = new Uint8Array(length);
        for (let done = 0; done < length; ) {
          const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
          if (bytesRead === 0) throw new LakeError('HIVE_FILESYSTEM_ERROR', `Error reading ${path}: it became shorter`);
          done += bytesRead;
        }
        return bytes;
      };
      if (size <= partBytes) await this.put(location, await readPart(0, size));
      else await this.#uploadParts(location, size, readPart);
    } finally {
      await file.close();
    }
  }

  async #uploadParts(
    location: string,
    size: number,
    readPart: (offset: number, length: number) => Promise<Uint8Array>,
  ): Promise<void> {
    const bytes = Math.max(partBytes, Math.ceil(size / partsMax));
    const count = Math.ceil(size / bytes);
    const upload = await this.beginUpload(location);
    try {
      const tags: string[] = new Array(count);
      let next = 0;
      const lane = async (): Promise<void> => {
        for (let part = next++; part < count; part = next++) {
          const content = await readPart(part * bytes, Math.min(bytes, size - part * bytes));
          tags[part] = await this.uploadPart(location, upload, part + 1, content);
        }
      };
      await Promise.all(Array.from({ length: partsAtOnce }, lane));
      await this.endUpload(location, upload, tags);
    } catch (error) {
      await this.abortUpload(location, upload);
      throw error;
    }
  }

  async delete(locations: readonly string[]): Promise<void> {
    const byBucket = new Map<string, string[]>();
    for (const location of locations) {
      const { Bucket, Key } = partsOf(location);
      byBucket.set(Bucket, [...(byBucket.get(Bucket) ?? []), Key]);
    }
    for (const [Bucket, keys] of byBucket) {
      for (let first = 0; first < keys.length; first += deletesMax) {
        const Objects = keys.slice(first, first + deletesMax).map((Key) => ({ Key }));
        const command = new this.#sdk.DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } });
        const { Errors } = await this.#attempt('deleting', `s3://${Bucket}`, () => this.#client.send(command));
        const [error] = Errors ?? [];
        if (error) throw storeError('deleting', `s3://${Bucket}/${error.Key}`, new Error(error.Message ?? error.Code));
      }
    }
  }

  async #attempt<T>(what: string, location: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw storeError(what, location, cause);
    }
  }
}

function partsOf(location: string): { readonly Bucket: string; readonly Key: string } {
  const [, Bucket = '', Key = ''] = /^s3:\/\/([^/]*)\/?(.*)$/s.exec(location) ?? [];
  return { Bucket, Key };
}

const statusOf = (error: unknown): number | undefined =>
  (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;

function storeError(what: string, location: string, cause: unknown): LakeError {
  if (cause instanceof LakeError) return cause;
  // 409: another write to the same key is under way.
  if (what === 'writing' && (statusOf(cause) === 412 || statusOf(cause) === 409)) return alreadyExists(location, cause);
  return new LakeError('HIVE_FILESYSTEM_ERROR', `Error ${what} ${location}: ${reasonOf(cause)}`, { cause });
}

import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { LakeError } from '../../base/lake-error.js';
import { inTurns } from '../in-turns.js';
import type { ListedFile } from '../object-store.js';
import { alreadyExists, reasonOf } from '../storage-error.js';
import type { S3Upload, S3UploadPlace } from './s3-messages.js';
import { loadSdk, type S3Client, type S3Options, type S3Sdk } from './s3-sdk.js';

const deletesMax = 1000;
const partBytes = 8 << 20;
const partsMax = 10_000;
const partsAtOnce = 4;
const attemptsMax = 3;
const idleMsDefault = 30_000;
const busyWaitMs = 200;
/** Name of the metadata by which a request finds out that an earlier attempt of its own has made the file. */
const markName = 'lakelet-write';

/** The requests to S3, made by the thread that talks to it. */
export class S3Objects {
  readonly #sdk: S3Sdk;
  readonly #client: S3Client;

  private constructor(sdk: S3Sdk, client: S3Client) {
    this.#sdk = sdk;
    this.#client = client;
  }

  /** Loads the SDK and makes its client. @throws NOT_SUPPORTED */
  static async open({
    endpoint,
    forcePathStyle,
    idleMsMax = idleMsDefault,
    ...options
  }: S3Options): Promise<S3Objects> {
    const sdk = await loadSdk();
    const client = new sdk.S3Client({
      ...(endpoint !== undefined && { endpoint }),
      forcePathStyle: forcePathStyle ?? endpoint !== undefined,
      requestHandler: { connectionTimeout: idleMsMax, socketTimeout: idleMsMax },
      // Stores other than AWS know the older checksums only.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      ...options,
    });
    return new S3Objects(sdk, client);
  }

  async list(folder: string, delimiter: '/' | undefined, token: string | undefined) {
    const { Bucket, Key } = partsOf(folder);
    const command = new this.#sdk.ListObjectsV2Command({
      Bucket,
      Prefix: folderPrefix(Key),
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
    const found = await this.#head(location);
    if (!found) return undefined;
    const { ContentLength = 0, LastModified, ETag } = found;
    return { location, byteLength: ContentLength, modifiedMillis: LastModified?.getTime() ?? 0, tag: ETag };
  }

  async #head(location: string) {
    try {
      return await this.#client.send(new this.#sdk.HeadObjectCommand(partsOf(location)));
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
    const mark = randomUUID();
    const input = { ...partsOf(location), Body: bytes, IfNoneMatch: '*', Metadata: { [markName]: mark } };
    await this.#makeOnce(location, mark, () => this.#client.send(new this.#sdk.PutObjectCommand(input)));
  }

  async beginUpload(location: string): Promise<S3Upload> {
    const mark = randomUUID();
    const input = { ...partsOf(location), Metadata: { [markName]: mark } };
    const { UploadId } = await this.#attempt('writing', location, () =>
      this.#client.send(new this.#sdk.CreateMultipartUploadCommand(input)),
    );
    return { id: UploadId!, mark };
  }

  async uploadPart(location: string, upload: S3Upload, number: number, bytes: Uint8Array): Promise<string> {
    const input = { ...partsOf(location), UploadId: upload.id, PartNumber: number, Body: bytes };
    const { ETag } = await this.#attempt('writing', location, () =>
      this.#client.send(new this.#sdk.UploadPartCommand(input)),
    );
    return ETag!;
  }

  async endUpload(location: string, upload: S3Upload, tags: readonly string[]): Promise<void> {
    const input = {
      ...partsOf(location),
      UploadId: upload.id,
      IfNoneMatch: '*',
      MultipartUpload: { Parts: tags.map((ETag, index) => ({ ETag, PartNumber: index + 1 })) },
    };
    const send = (): Promise<object> => this.#client.send(new this.#sdk.CompleteMultipartUploadCommand(input));
    await this.#makeOnce(location, upload.mark, send);
  }

  abortUpload(location: string, { id }: S3Upload): Promise<void> {
    return this.abandonUpload({ location, id });
  }

  /** Gives up what was sent in parts; it may be gone already. */
  async abandonUpload({ location, id }: S3UploadPlace): Promise<void> {
    const command = new this.#sdk.AbortMultipartUploadCommand({ ...partsOf(location), UploadId: id });
    try {
      await this.#client.send(command);
    } catch (cause) {
      if (statusOf(cause) !== 404) throw storeError('deleting', location, cause);
    }
  }

  /** Lists what was begun to be sent in parts below a folder, and neither ended nor given up. */
  async listUploads(folder: string, after: S3UploadPlace | undefined) {
    const { Bucket, Key } = partsOf(folder);
    const command = new this.#sdk.ListMultipartUploadsCommand({
      Bucket,
      Prefix: folderPrefix(Key),
      ...(after && { KeyMarker: partsOf(after.location).Key, UploadIdMarker: after.id }),
    });
    const page = await this.#attempt('listing', folder, () => this.#client.send(command));
    const place = (key = '', id = ''): S3UploadPlace => ({ location: `s3://${Bucket}/${key}`, id });
    return {
      uploads: (page.Uploads ?? []).map(({ Key: key, UploadId }) => place(key, UploadId)),
      next: page.IsTruncated ? place(page.NextKeyMarker, page.NextUploadIdMarker) : undefined,
    };
  }

  /**
   * Makes a file that must not be there. When the answer to an earlier attempt was lost, the next one finds the file, or is told that
   * its upload or another request is in the way: the mark tells whether the file is what was asked for.
   */
  async #makeOnce(location: string, mark: string, send: () => Promise<object>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await send();
        return;
      } catch (cause) {
        const status = statusOf(cause);
        if (status !== 404 && status !== 409 && status !== 412) throw storeError('writing', location, cause);
        const { Metadata } = (await this.#head(location)) ?? {};
        if (Metadata?.[markName] === mark) return;
        // 409: another request to the same key is under way, which may be the lost one.
        if (status !== 409 || attempt === attemptsMax) throw storeError('writing', location, cause);
        await new Promise((resume) => setTimeout(resume, busyWaitMs * attempt));
      }
    }
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
      const offsets = Array.from({ length: count }, (_, part) => part * bytes);
      const tags = await inTurns(offsets, partsAtOnce, async (offset, part) => {
        const content = await readPart(offset, Math.min(bytes, size - offset));
        return this.uploadPart(location, upload, part + 1, content);
      });
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

const folderPrefix = (key: string): string => (key === '' || key.endsWith('/') ? key : `${key}/`);

const statusOf = (error: unknown): number | undefined =>
  (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;

function storeError(what: string, location: string, cause: unknown): LakeError {
  if (cause instanceof LakeError) return cause;
  // 409: another write to the same key is under way.
  if (what === 'writing' && (statusOf(cause) === 412 || statusOf(cause) === 409)) return alreadyExists(location, cause);
  return new LakeError('HIVE_FILESYSTEM_ERROR', `Error ${what} ${location}: ${reasonOf(cause)}`, { cause });
}

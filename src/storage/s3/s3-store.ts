import { mkdir, unlink } from 'node:fs/promises';
import { LakeError } from '../../base/lake-error.js';
import { checkRange, type SeekableFile } from '../file.js';
import { inTurns } from '../in-turns.js';
import type { Chunks, ListedFile, ObjectStore, StagedObject } from '../object-store.js';
import { stagedPath } from '../staged-file.js';
import { fileSystemError, systemCode } from '../storage-error.js';
import type { S3Connection } from './s3-connection.js';
import type { S3Upload, S3UploadPlace } from './s3-messages.js';

const partBytes = 8 << 20;
const filesAtOnce = 4;

/** Files in S3 or what speaks its protocol; a location is `s3://bucket/key`. Staged files lie in a local folder until they are published. */
export class S3Store implements ObjectStore {
  readonly #connection: S3Connection;
  readonly stagingFolder: string;

  constructor(connection: S3Connection, stagingFolder: string) {
    this.#connection = connection;
    this.stagingFolder = stagingFolder;
  }

  async *list(folder: string): AsyncGenerator<readonly ListedFile[]> {
    let token: string | undefined;
    do {
      const page = await this.#connection.call('list', { folder, token });
      if (page.files.length > 0) yield page.files;
      token = page.next;
    } while (token !== undefined);
  }

  async listFolders(folder: string): Promise<readonly string[]> {
    const folders: string[] = [];
    let token: string | undefined;
    do {
      const page = await this.#connection.call('list', { folder, delimiter: '/', token });
      folders.push(...page.folders);
      token = page.next;
    } while (token !== undefined);
    return folders.sort();
  }

  stat(location: string): Promise<ListedFile | undefined> {
    return this.#connection.call('stat', location);
  }

  async openForRead(location: string): Promise<SeekableFile> {
    const found = await this.stat(location);
    if (!found) throw new LakeError('HIVE_CANNOT_OPEN_SPLIT', `Error opening ${location}: no such file`);
    const { byteLength } = found;
    return {
      location,
      byteLength,
      read: async (offset, length) => {
        checkRange(found, offset, length);
        return this.#connection.call('read', { location, offset, length });
      },
      close: () => Promise.resolve(),
    };
  }

  async write(location: string, chunks: Chunks): Promise<ListedFile> {
    const upload = new Upload(this.#connection, location);
    try {
      for await (const chunk of chunks) await upload.add(chunk);
      await upload.end();
    } catch (error) {
      await upload.abort();
      throw error;
    }
    return this.#written(location);
  }

  async stage(location: string): Promise<StagedObject> {
    await mkdir(this.stagingFolder, { recursive: true }).catch((cause: unknown) => {
      throw fileSystemError('making the folder', this.stagingFolder, cause);
    });
    return { location, path: stagedPath(location, this.stagingFolder) };
  }

  async publish(staged: readonly StagedObject[]): Promise<readonly ListedFile[]> {
    const shown: string[] = [];
    try {
      await inTurns(staged, filesAtOnce, async ({ location, path }) => {
        await this.#connection.call('uploadFile', { location, path });
        shown.push(location);
      });
      await this.discard(staged);
      return await Promise.all(staged.map(({ location }) => this.#written(location)));
    } catch (error) {
      await this.delete(shown);
      await this.discard(staged);
      throw error;
    }
  }

  async discard(staged: readonly StagedObject[]): Promise<void> {
    for (const { path } of staged)
      await unlink(path).catch((cause: unknown) => {
        if (systemCode(cause) !== 'ENOENT') throw fileSystemError('deleting', path, cause);
      });
  }

  async delete(locations: readonly string[]): Promise<void> {
    if (locations.length > 0) await this.#connection.call('delete', locations);
  }

  async deleteUnfinished(folder: string, isOwn: (location: string) => boolean): Promise<void> {
    let after: S3UploadPlace | undefined;
    do {
      const { uploads, next } = await this.#connection.call('listUploads', { folder, after });
      for (const upload of uploads) if (isOwn(upload.location)) await this.#connection.call('abandonUpload', upload);
      after = next;
    } while (after);
  }

  async deleteFolder(folder: string): Promise<void> {
    for await (const files of this.list(folder)) await this.delete(files.map(({ location }) => location));
  }

  async #written(location: string): Promise<ListedFile> {
    const file = await this.stat(location);
    if (file) return file;
    throw new LakeError('HIVE_FILESYSTEM_ERROR', `Error writing ${location}: it was removed`);
  }
}

/** One object on its way to the store: a small one in one request, a larger one in parts. */
class Upload {
  readonly #connection: S3Connection;
  readonly #location: string;
  readonly #tags: string[] = [];
  #part = new Uint8Array(partBytes);
  #length = 0;
  #upload: S3Upload | undefined;

  constructor(connection: S3Connection, location: string) {
    this.#connection = connection;
    this.#location = location;
  }

  async add(chunk: Uint8Array): Promise<void> {
    for (let done = 0; done < chunk.length; ) {
      if (this.#length === partBytes) await this.#sendPart();
      const taken = chunk.subarray(done, done + partBytes - this.#length);
      this.#part.set(taken, this.#length);
      this.#length += taken.length;
      done += taken.length;
    }
  }

  async end(): Promise<void> {
    const location = this.#location;
    if (this.#upload === undefined) {
      const bytes = this.#part.slice(0, this.#length);
      await this.#connection.call('put', { location, bytes }, [bytes.buffer]);
      return;
    }
    await this.#sendPart();
    await this.#connection.call('endUpload', { location, upload: this.#upload, tags: this.#tags });
    this.#upload = undefined;
  }

  async abort(): Promise<void> {
    if (this.#upload === undefined) return;
    await this.#connection.call('abortUpload', { location: this.#location, upload: this.#upload });
  }

  async #sendPart(): Promise<void> {
    const location = this.#location;
    this.#upload ??= await this.#connection.call('beginUpload', location);
    const bytes = this.#part.slice(0, this.#length);
    const number = this.#tags.length + 1;
    this.#tags.push(
      await this.#connection.call('uploadPart', { location, upload: this.#upload, number, bytes }, [bytes.buffer]),
    );
    this.#length = 0;
  }
}

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LakeError } from '../base/lake-error.js';
import { checkRange, type SeekableFile } from './file.js';
import type { Chunks, ListedFile, ObjectStore, StagedObject } from './object-store.js';
import { alreadyExists } from './storage-error.js';

/** Files in memory, for tests; a location is any text with slashes. */
export class MemoryStore implements ObjectStore {
  readonly #files = new Map<string, { readonly bytes: Uint8Array; readonly modifiedMillis: number }>();
  #staging: Promise<string> | undefined;
  #stagedCount = 0;

  async *list(folder: string): AsyncGenerator<readonly ListedFile[]> {
    const prefix = withSlash(folder);
    const found = [...this.#files.keys()].filter((location) => location.startsWith(prefix));
    if (found.length > 0) yield found.map((location) => this.#listed(location)!);
  }

  async listFolders(folder: string): Promise<readonly string[]> {
    const prefix = withSlash(folder);
    const below = [...this.#files.keys()].filter((location) => location.startsWith(prefix));
    const names = below.map((location) => location.slice(prefix.length).split('/'));
    return [...new Set(names.filter(({ length }) => length > 1).map(([name]) => prefix + name))].sort();
  }

  async stat(location: string): Promise<ListedFile | undefined> {
    return this.#listed(location);
  }

  async openForRead(location: string): Promise<SeekableFile> {
    const file = this.#files.get(location);
    if (!file) throw new LakeError('HIVE_CANNOT_OPEN_SPLIT', `Error opening ${location}: no such file`);
    const { bytes } = file;
    const opened = { location, byteLength: bytes.length };
    return {
      ...opened,
      read: async (offset, length) => {
        checkRange(opened, offset, length);
        return bytes.slice(offset, offset + length);
      },
      close: () => Promise.resolve(),
    };
  }

  async write(location: string, chunks: Chunks): Promise<ListedFile> {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk.slice());
    return this.#add(location, new Uint8Array(Buffer.concat(parts)));
  }

  async stage(location: string): Promise<StagedObject> {
    this.#staging ??= mkdtemp(join(tmpdir(), 'lakelet-memory-'));
    return { location, path: join(await this.#staging, `${this.#stagedCount++}`) };
  }

  async publish(staged: readonly StagedObject[]): Promise<readonly ListedFile[]> {
    const contents = await Promise.all(staged.map(({ path }) => readFile(path)));
    const taken = staged.find(({ location }) => this.#files.has(location));
    await this.discard(staged);
    if (taken) throw alreadyExists(taken.location);
    return staged.map(({ location }, index) => this.#add(location, new Uint8Array(contents[index]!)));
  }

  async discard(staged: readonly StagedObject[]): Promise<void> {
    for (const { path } of staged) await rm(path, { force: true });
  }

  async delete(locations: readonly string[]): Promise<void> {
    for (const location of locations) this.#files.delete(location);
  }

  async deleteFolder(folder: string): Promise<void> {
    for (const location of this.#files.keys()) if (location.startsWith(withSlash(folder))) this.#files.delete(location);
  }

  #add(location: string, bytes: Uint8Array): ListedFile {
    if (this.#files.has(location)) throw alreadyExists(location);
    this.#files.set(location, { bytes, modifiedMillis: Date.now() });
    return this.#listed(location)!;
  }

  #listed(location: string): ListedFile | undefined {
    const file = this.#files.get(location);
    return file && { location, byteLength: file.bytes.length, modifiedMillis: file.modifiedMillis };
  }
}

const withSlash = (folder: string): string => (folder.endsWith('/') ? folder : `${folder}/`);

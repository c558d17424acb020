import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { LakeError } from '../../base/lake-error.js';
import type { ResultBatch, ResultColumn } from '../../exec/result-batch.js';
import { LocalStore } from '../../storage/local-store.js';
import type { ListedFile } from '../../storage/object-store.js';
import type { SqlType } from '../../types/sql-type.js';
import type { ResultSink } from '../result-files/delivered-batches.js';

/** The result of an earlier statement. */
export interface StoredResult {
  readonly queryId: string;
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
  /** Where it was written for users, if it was. */
  readonly resultLocation: string | undefined;
  readonly batches: readonly ResultBatch[];
}

const resultBytesMax = 16 * 2 ** 20;
const totalBytesMax = 256 * 2 ** 20;
// The greatest age that may be asked for.
const ageMsMax = 10_080 * 60_000;

/**
 * Results of statements that may be given again, in the lake's own folder: a file each, `<key>-<id of the statement>`, in V8's serialization,
 * which keeps values as the engine has them. Results that are large are not kept, the oldest go when all together are.
 */
export class StoredResults {
  readonly #folder: string;
  readonly #store = new LocalStore();

  constructor(lakeFolder: string) {
    this.#folder = join(lakeFolder, 'results');
  }

  /** Finds the newest result of a key that is not older than so many milliseconds. */
  async find(key: string, ageMs: number): Promise<StoredResult | undefined> {
    const since = Date.now() - ageMs;
    const files = (await this.#list()).filter(({ location }) => location.startsWith(join(this.#folder, `${key}-`)));
    const newest = files.at(-1);
    return newest && newest.modifiedMillis >= since ? this.#read(newest) : undefined;
  }

  /** Gives what keeps a result that is being read; a large one is let go. */
  sink(key: string, result: Omit<StoredResult, 'batches'>): ResultSink {
    const batches: ResultBatch[] = [];
    let bytes = 0;
    return {
      async add(batch) {
        bytes += bytesOf(batch);
        if (bytes <= resultBytesMax) batches.push(batch);
        else batches.length = 0;
      },
      finish: async () => {
        if (bytes <= resultBytesMax) await this.#write(key, { ...result, batches });
      },
      async abandon() {
        batches.length = 0;
      },
    };
  }

  async #write(key: string, result: StoredResult): Promise<void> {
    try {
      await this.#store.write(join(this.#folder, `${key}-${result.queryId}`), [serialize(result)]);
      await this.#makeRoom();
    } catch (error) {
      // The statement is well without it.
      if (!(error instanceof LakeError) || error.name !== 'HIVE_FILESYSTEM_ERROR') throw error;
    }
  }

  async #read({ location, byteLength }: ListedFile): Promise<StoredResult | undefined> {
    try {
      const file = await this.#store.openForRead(location);
      try {
        const result = deserialize(await file.read(0, byteLength)) as StoredResult;
        return { ...result, batches: result.batches.map(alignedBatch) };
      } finally {
        await file.close();
      }
    } catch (error) {
      // Another process has made room meanwhile.
      if (error instanceof LakeError && error.name === 'HIVE_CANNOT_OPEN_SPLIT') return undefined;
      throw error;
    }
  }

  /** Lists the results, the oldest first. */
  async #list(): Promise<readonly ListedFile[]> {
    const files: ListedFile[] = [];
    for await (const page of this.#store.list(this.#folder)) files.push(...page);
    const isResult = ({ location }: ListedFile): boolean => /[/\\][0-9a-f]{64}-\w+$/.test(location);
    return files.filter(isResult).sort((a, b) => a.modifiedMillis - b.modifiedMillis);
  }

  async #makeRoom(): Promise<void> {
    const files = [...(await this.#list())];
    let total = files.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const gone: string[] = [];
    for (const { location, byteLength, modifiedMillis } of files) {
      if (total <= totalBytesMax && modifiedMillis >= Date.now() - ageMsMax) break;
      gone.push(location);
      total -= byteLength;
    }
    await this.#store.delete(gone);
  }
}

const bytesOf = ({ columns }: ResultBatch): number =>
  columns.reduce(
    (sum, { values, offsets, bytes, validity }) =>
      sum + [values, offsets, bytes, validity].reduce((part, array) => part + (array?.byteLength ?? 0), 0),
    0,
  );

/** Copies arrays to where words of 8 bytes may begin: V8 leaves them where they lie in the file. */
const alignedBatch = ({ rowCount, columns }: ResultBatch): ResultBatch => ({
  rowCount,
  columns: columns.map(
    ({ values, bytes, validity, offsets, ...rest }): ResultColumn => ({
      ...rest,
      values: values && new Uint8Array(values),
      bytes: bytes && new Uint8Array(bytes),
      validity: validity && new Uint8Array(validity),
      offsets: offsets && new Uint32Array(offsets),
    }),
  ),
});

import { type ParquetFile, readFileMetadata } from '../parquet/file-metadata.js';
import { openSeekable } from '../storage/local-file.js';
import type { ListedFile } from '../storage/object-store.js';

const footersMax = 4096;
const readsAtOnceMax = 16;

/** Keeps the footers of files that did not change: same location, length and time of modification. */
export class FooterCache {
  readonly #footers = new Map<string, Promise<ParquetFile>>();

  /** Reads the footers of files, a few at a time. */
  async readAll(files: readonly ListedFile[]): Promise<ParquetFile[]> {
    const footers: ParquetFile[] = new Array(files.length);
    let next = 0;
    const reader = async (): Promise<void> => {
      for (let index = next++; index < files.length; index = next++) footers[index] = await this.read(files[index]!);
    };
    await Promise.all(Array.from({ length: Math.min(readsAtOnceMax, files.length) }, reader));
    return footers;
  }

  read(file: ListedFile): Promise<ParquetFile> {
    const key = `${file.location}\n${file.byteLength}\n${file.modifiedMillis}`;
    let footer = this.#footers.get(key);
    if (footer) {
      // Most recently used last.
      this.#footers.delete(key);
    } else {
      footer = readFooter(file);
      footer.catch(() => this.#footers.delete(key));
    }
    this.#footers.set(key, footer);
    if (this.#footers.size > footersMax) this.#footers.delete(this.#footers.keys().next().value!);
    return footer;
  }
}

async function readFooter({ location }: ListedFile): Promise<ParquetFile> {
  const file = await openSeekable(location);
  try {
    return await readFileMetadata(file);
  } finally {
    await file.close();
  }
}

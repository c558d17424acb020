import { type ParquetFile, readFileMetadata } from '../parquet/file-metadata.js';
import type { SeekableFile } from '../storage/file.js';
import { openBlocking } from '../storage/local-file.js';
import { isRemote } from '../storage/locations.js';
import type { ListedFile } from '../storage/object-store.js';

const keptBytesMax = 128 * 1024 * 1024;
// What a footer takes besides its bytes, about.
const footerOverheadBytes = 4096;
const turnMs = 4;
const readsAtOnceMax = 16;

/** Keeps the footers of files that did not change: same location, length and time of modification. */
export class FooterCache {
  readonly #footers = new Map<string, Promise<ParquetFile>>();
  readonly #openRemote: (place: string) => Promise<SeekableFile>;
  #keptBytes = 0;

  /** `openRemote` opens files that are not on a local disk. */
  constructor(openRemote: (place: string) => Promise<SeekableFile>) {
    this.#openRemote = openRemote;
  }

  /** Reads the footers of files. */
  async readAll(files: readonly ListedFile[]): Promise<ParquetFile[]> {
    const footers: ParquetFile[] = [];
    for (let first = 0; first < files.length; first += readsAtOnceMax) {
      // These wait for the store, the others for no one.
      const remote = files.slice(first, first + readsAtOnceMax).filter(({ location }) => isRemote(location));
      await Promise.all(remote.map((file) => this.read(file)));
    }
    let turnEnd = performance.now() + turnMs;
    for (const file of files) {
      footers.push(await this.read(file));
      if (performance.now() < turnEnd) continue;
      await new Promise((resume) => setImmediate(resume));
      turnEnd = performance.now() + turnMs;
    }
    return footers;
  }

  read(file: ListedFile): Promise<ParquetFile> {
    const key = `${file.location}\n${file.byteLength}\n${file.modifiedMillis}`;
    let footer = this.#footers.get(key);
    if (footer) {
      // Most recently used last.
      this.#footers.delete(key);
    } else {
      footer = isRemote(file.location) ? this.#readRemote(file) : readFooter(file);
      footer.then(
        (read) => this.#keep(read),
        () => this.#footers.delete(key),
      );
    }
    this.#footers.set(key, footer);
    return footer;
  }

  async #readRemote({ location }: ListedFile): Promise<ParquetFile> {
    const file = await this.#openRemote(location);
    try {
      return await readFileMetadata(file);
    } finally {
      await file.close();
    }
  }

  #keep(footer: ParquetFile): void {
    this.#keptBytes += bytesOf(footer);
    for (const [key, oldest] of this.#footers) {
      if (this.#keptBytes <= keptBytesMax) return;
      this.#footers.delete(key);
      void oldest.then((gone) => {
        this.#keptBytes -= bytesOf(gone);
      });
    }
  }
}

const bytesOf = ({ chunks }: ParquetFile): number =>
  chunks.footer.length + chunks.positions.byteLength + footerOverheadBytes;

/** Reads at once: the system has most footers at hand, and asking for them in the background costs several times as much. */
async function readFooter({ location }: ListedFile): Promise<ParquetFile> {
  const file = openBlocking(location);
  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(length);
    file.readInto(bytes, 0, offset, length);
    return bytes;
  };
  try {
    return await readFileMetadata({ location, byteLength: file.byteLength, read, close: async () => undefined });
  } finally {
    file.close();
  }
}

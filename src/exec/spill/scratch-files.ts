import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { ScratchFile } from '../../storage/scratch-file.js';

const numberMax = 2 ** 48 - 1;

/** The temporary files that one thread made or opened for a query, by number: a number means the same file in every thread. */
export class ScratchFiles {
  readonly #folder: string;
  readonly #files = new Map<number, ScratchFile>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes a file; gives its number. */
  create(): number {
    const number = randomInt(1, numberMax);
    this.#files.set(number, ScratchFile.create(this.#path(number)));
    return number;
  }

  /** Gives a file that this or another thread of the query made. */
  get(number: number): ScratchFile {
    const known = this.#files.get(number);
    if (known) return known;
    const file = ScratchFile.open(this.#path(number));
    this.#files.set(number, file);
    return file;
  }

  /** Closes all files and removes those that this thread made. */
  close(): void {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }

  #path(number: number): string {
    return join(this.#folder, `${number.toString(16)}.spill`);
  }
}

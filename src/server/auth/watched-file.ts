import { readFile, stat } from 'node:fs/promises';
import { LakeError } from '../../base/lake-error.js';

const lookAgainMs = 1000;

/** Keeps what a file says, and reads it again when it has changed; looks at most once a second. */
export class WatchedFile<T> {
  readonly #path: string;
  readonly #parse: (text: string) => T;
  #content: T | undefined;
  #mark = '';
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(path: string, parse: (text: string) => T) {
    this.#path = path;
    this.#parse = parse;
  }

  /** Gives what the file says. @throws CONFIGURATION_INVALID */
  async read(): Promise<T> {
    const now = performance.now();
    if (this.#content !== undefined && now - this.#lookedAt < lookAgainMs) return this.#content;
    try {
      const { mtimeMs, size, ino } = await stat(this.#path);
      const mark = `${mtimeMs} ${size} ${ino}`;
      if (this.#content === undefined || mark !== this.#mark) {
        this.#content = this.#parse(await readFile(this.#path, 'utf8'));
        this.#mark = mark;
      }
    } catch (cause) {
      if (cause instanceof LakeError) throw cause;
      throw new LakeError('CONFIGURATION_INVALID', `Cannot read ${this.#path}: ${(cause as Error).message}`, { cause });
    }
    this.#lookedAt = now;
    return this.#content;
  }
}

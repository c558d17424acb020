import { appendFile, chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stateFolder } from './user-folders.js';

/** Entries that are kept. */
export const historyMax = 2000;

/**
 * The file of what was typed: a JSON string a line, the newest last, readable by its user alone. Entries are appended one by one, so that several
 * shells write to it at once and a crash loses nothing; when it has become twice as long as it should be, it is written anew.
 */
export class HistoryFile {
  readonly #path: string;
  #warn: ((text: string) => void) | undefined;

  constructor(warn: (text: string) => void, path = join(stateFolder(), 'history.jsonl')) {
    this.#path = path;
    this.#warn = warn;
  }

  /** Reads the entries, each once, where it is newest. */
  async read(): Promise<readonly string[]> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#complain(error);
      return [];
    }
    const lines = text.split('\n').filter((line) => line !== '');
    const entries = [...new Set(lines.flatMap(entryOf).reverse())].slice(0, historyMax).reverse();
    if (lines.length > 2 * historyMax) await this.#write(entries);
    return entries;
  }

  /** Appends an entry. What goes wrong is told once and stops nobody. */
  async add(entry: string): Promise<void> {
    try {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      await appendFile(this.#path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    } catch (error) {
      this.#complain(error);
    }
  }

  async #write(entries: readonly string[]): Promise<void> {
    const staged = `${this.#path}.${process.pid}`;
    try {
      await writeFile(staged, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), { mode: 0o600 });
      await chmod(staged, 0o600);
      await rename(staged, this.#path);
    } catch (error) {
      this.#complain(error);
    }
  }

  #complain(error: unknown): void {
    this.#warn?.(`The history is not kept: ${(error as Error).message}\n`);
    this.#warn = undefined;
  }
}

// A line that another program spoilt is left out.
function entryOf(line: string): readonly string[] {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'string' ? [entry] : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

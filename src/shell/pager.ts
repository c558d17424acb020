import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { WriteStream } from 'node:tty';
import type { Destination } from './destination.js';
import { textWidth } from './text-width.js';

/** Tells the program that shows long results: `PAGER`, else less; undefined where the user wants none. */
export function pagerCommand({ PAGER, LESS, TERM }: NodeJS.ProcessEnv = process.env): string | undefined {
  if (PAGER === '' || PAGER === 'cat' || TERM === 'dumb') return undefined;
  return PAGER ?? (LESS === undefined ? 'less -FRSX' : 'less');
}

/** How the terminal goes to another program and comes back. */
export interface TerminalLending {
  lend(): void;
  takeBack(): void;
}

/** Writes to a terminal, and by a pager what is longer than it. */
export class PagedDestination implements Destination {
  readonly isTerminal = true;
  readonly #stream: WriteStream;
  readonly #command: string | undefined;
  readonly #lending: TerminalLending;
  #waiting = '';
  #lineCount = 0;
  #pager: ChildProcess | undefined;
  #isDirect: boolean;
  #isClosed = false;

  constructor(stream: WriteStream, command: string | undefined, lending: TerminalLending) {
    this.#stream = stream;
    this.#lending = lending;
    this.#command = command;
    this.#isDirect = command === undefined;
  }

  get columns(): number {
    return this.#stream.columns;
  }

  /** True when the reader has left the pager and wants no more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  async write(text: string): Promise<void> {
    if (this.#isDirect) return this.#writeTo(this.#stream, text);
    if (this.#pager) return this.#writeTo(this.#pager.stdin!, text);
    this.#waiting += text;
    this.#lineCount += linesOf(text, this.#stream.columns);
    if (this.#lineCount < this.#stream.rows) return;
    await this.#startPager();
    const waiting = this.#waiting;
    this.#waiting = '';
    await this.write(waiting);
  }

  writeBytes(bytes: Uint8Array): Promise<void> {
    return this.write(Buffer.from(bytes).toString());
  }

  /** Writes the rest; waits until the reader is done with the pager. */
  async end(): Promise<void> {
    if (!this.#pager) {
      await this.#writeTo(this.#stream, this.#waiting);
      this.#waiting = '';
      return;
    }
    const closed = this.#pager.exitCode === null ? once(this.#pager, 'close') : undefined;
    this.#pager.stdin!.end();
    await closed;
    this.#lending.takeBack();
  }

  async #startPager(): Promise<void> {
    if (!(await isInstalled(this.#command!))) {
      this.#isDirect = true;
      return;
    }
    this.#lending.lend();
    const pager = spawn(this.#command!, { shell: true, stdio: ['pipe', 'inherit', 'inherit'] });
    const leave = (): void => {
      this.#isClosed = true;
    };
    // Who leaves the pager closes the pipe; that is no failure.
    pager.stdin.on('error', leave);
    pager.on('close', leave);
    this.#pager = pager;
  }

  async #writeTo(stream: NodeJS.WritableStream, text: string): Promise<void> {
    if (this.#isClosed || text === '' || stream.write(text)) return;
    await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
  }
}

/** Counts the rows of a terminal that a text takes. */
function linesOf(text: string, columns: number): number {
  const lines = text.split('\n');
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / columns)), -1);
}

async function isInstalled(command: string): Promise<boolean> {
  const program = command.trim().split(/\s+/)[0]!;
  if (program.includes('/')) return true;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const extensions = process.platform === 'win32' ? ['', '.exe', '.cmd', '.bat'] : [''];
  const places = folders.flatMap((folder) => extensions.map((extension) => join(folder, program + extension)));
  const found = await Promise.all(
    places.map((place) =>
      access(place, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

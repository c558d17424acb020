import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type IPty, spawn } from '@lydell/node-pty';
import { textWidth } from '../../src/shell/text-width.js';

const main = fileURLToPath(new URL('../../dist/src/bundle/main.cjs', import.meta.url));
const waitMsMax = 30_000;

// Control sequences, control characters, and what is neither.
const controls =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are made of them
  /\x1b\[([?\d;]*)([A-Za-z])|\x1b[()][A-Z0-9]|\x1b[=>78]|\x1b\][^\x07]*\x07|\r|\n|\x08|\x07|([^\x00-\x1f]+)/y;

/** The program at a real pseudo-terminal, and what stands on its screen. */
export class VirtualTerminal {
  readonly #pty: IPty;
  readonly #columns: number;
  #lines: string[][] = [[]];
  #row = 0;
  #column = 0;
  #rest = '';
  /** Everything that was written, control sequences too. */
  raw = '';
  exitCode: number | undefined;

  constructor(
    args: readonly string[],
    options: { cwd: string; env?: NodeJS.ProcessEnv; columns?: number; rows?: number },
  ) {
    this.#columns = options.columns ?? 80;
    this.#pty = spawn(process.execPath, [main, ...args], {
      name: 'xterm-256color',
      cols: this.#columns,
      rows: options.rows ?? 24,
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
    });
    this.#pty.onData((text) => {
      this.raw += text;
      this.#take(text);
    });
    this.#pty.onExit(({ exitCode }) => {
      this.exitCode = exitCode;
    });
  }

  /** All lines so far, also those that have scrolled out of view, without colours. */
  get text(): string {
    return this.#lines.map((line) => line.join('').trimEnd()).join('\n');
  }

  /** The line of the cursor and the column that it stands at. */
  get cursor(): { readonly line: string; readonly column: number } {
    return { line: (this.#lines[this.#row] ?? []).join('').trimEnd(), column: this.#column };
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.#pty.resize(columns, rows);
  }

  /** Waits until the screen is as wanted. */
  async until(wanted: RegExp | ((terminal: VirtualTerminal) => boolean)): Promise<void> {
    const holds = typeof wanted === 'function' ? wanted : () => wanted.test(this.text);
    const end = Date.now() + waitMsMax;
    while (!holds(this)) {
      if (Date.now() > end) throw new Error(`Not seen: ${wanted}\nThe screen:\n${this.text}`);
      await sleep(20);
    }
  }

  /** Waits for a prompt that nothing was typed at. */
  async untilPrompt(): Promise<void> {
    await this.until(({ cursor }) => cursor.line === 'lakelet>' && cursor.column === 9);
  }

  async untilExit(): Promise<number> {
    await this.until(({ exitCode }) => exitCode !== undefined);
    return this.exitCode!;
  }

  kill(): void {
    if (this.exitCode === undefined) this.#pty.kill();
  }

  #take(text: string): void {
    this.#rest += text;
    controls.lastIndex = 0;
    let at = 0;
    for (let match = controls.exec(this.#rest); match; match = controls.exec(this.#rest)) {
      at = controls.lastIndex;
      const [whole, parameters, command, plain] = match;
      if (plain !== undefined) this.#print(plain);
      else if (whole === '\r') this.#column = 0;
      else if (whole === '\n') this.#row++;
      else if (whole === '\x08') this.#column = Math.max(0, this.#column - 1);
      else if (command !== undefined) this.#control(command, parameters!);
      while (this.#lines.length <= this.#row) this.#lines.push([]);
    }
    this.#rest = this.#rest.slice(at);
  }

  #control(command: string, parameters: string): void {
    const count = Number(parameters) || 1;
    if (command === 'A') this.#row = Math.max(0, this.#row - count);
    else if (command === 'C') this.#column += count;
    else if (command === 'K') this.#lines[this.#row]!.length = Math.min(this.#column, this.#lines[this.#row]!.length);
    else if (command === 'J') {
      this.#lines.length = this.#row + 1;
      this.#lines[this.#row]!.length = Math.min(this.#column, this.#lines[this.#row]!.length);
    }
  }

  #print(text: string): void {
    for (const char of text) {
      const width = textWidth(char);
      if (this.#column + width > this.#columns) {
        this.#row++;
        this.#column = 0;
        this.#lines[this.#row] ??= [];
      }
      const line = this.#lines[this.#row]!;
      while (line.length < this.#column) line.push(' ');
      line[this.#column] = char;
      for (let i = 1; i < width; i++) line[this.#column + i] = '';
      this.#column += width;
    }
  }
}

import { LakeError } from '../base/lake-error.js';
import type { Lake } from '../engine/lake.js';
import type { QueryResult } from '../engine/query-result.js';
import { resultText } from '../engine/result-formats/row-text.js';
import type { Session } from '../engine/session.js';
import type { SessionOptions, StatementOptions } from '../engine/session-options.js';
import type { Destination } from './destination.js';
import { isOnlyDone } from './done-text.js';
import { durationText } from './duration-text.js';
import { findShellFormat } from './formats/registry.js';
import type { ShellFormat } from './formats/shell-format.js';
import { LastResult } from './last-result.js';
import { ProgressBar } from './progress-bar.js';
import { type InputPart, placedStatement, splitInput } from './split-input.js';
import { themeFor } from './theme.js';

/** What a conversation begins with. */
export interface ConversationOptions {
  readonly lake: Lake;
  readonly sessionOptions: SessionOptions;
  readonly format: ShellFormat;
  readonly timeoutMs: number | undefined;
  /** Makes where a result goes; again for each result. */
  readonly destination: () => Destination;
  /** Opens another lake, for `.open`. */
  readonly openLake: (folder: string | undefined) => Promise<Lake>;
  /** What was typed before, the newest last, for `.history`. */
  readonly history: () => readonly string[];
}

/** Ends a statement, as in psql and MySQL, whose rows are shown one value a line. */
const endsVertical = /\\[gG]\s*$/;

/** A lake, a session and how results are shown: what statements and dot commands work with. */
export class Conversation {
  readonly #options: ConversationOptions;
  #lake: Lake;
  #session: Session;
  format: ShellFormat;
  isTimed = false;
  usesPager = true;
  last: LastResult | undefined;
  /** Set when a dot command ends the conversation. */
  isOver = false;
  #running: AbortController | undefined;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#lake = options.lake;
    this.#session = options.lake.session(options.sessionOptions);
    this.format = options.format;
  }

  get lake(): Lake {
    return this.#lake;
  }

  get session(): Session {
    return this.#session;
  }

  get history(): readonly string[] {
    return this.#options.history();
  }

  /** Goes on with another lake. @throws LakeError, and stays where it was */
  async open(folder: string | undefined): Promise<void> {
    const lake = await this.#options.openLake(folder);
    await this.#lake.close();
    this.#lake = lake;
    this.#session = lake.session(this.#options.sessionOptions);
  }

  async close(): Promise<void> {
    await this.#lake.close();
  }

  /** Ends the statement that runs. False when none does. */
  cancel(): boolean {
    this.#running?.abort();
    return this.#running !== undefined;
  }

  /** Runs statements and dot commands one after another, until one fails. */
  async run(text: string): Promise<void> {
    for (const part of splitInput(text)) {
      await this.#runPart(part, text);
      if (this.isOver) return;
    }
  }

  async #runPart(part: InputPart, whole: string): Promise<void> {
    if (part.kind === 'statement') {
      const isVertical = !part.isTerminated && endsVertical.test(part.text);
      const statement = isVertical ? { ...part, text: part.text.replace(endsVertical, '') } : part;
      return this.query(placedStatement(statement, whole), isVertical ? findShellFormat('vertical') : undefined);
    }
    const { runDotCommand } = await import('./dot-commands/registry.js');
    await runDotCommand(part.text, this);
  }

  /** Runs one statement and shows its rows. */
  async query(sql: string, format = this.format): Promise<void> {
    await this.#following(async (result, bar) => {
      if (!format.text) return this.#writeBytes(result, format, bar);
      if (format.isForReading && isOnlyDone(sql, result.columns)) return this.#showDone(result, bar);
      this.last = new LastResult(result.columns);
      const destination = this.#options.destination();
      const width = format.isForReading ? destination.columns : undefined;
      try {
        for await (const piece of resultText(result, this.last.keeping(format.text), width)) {
          if (destination.isTerminal) bar.end();
          await destination.write(piece);
          if (destination.isClosed) break;
        }
      } finally {
        bar.end();
        await destination.end();
      }
    }, sql);
  }

  /** Runs one statement and gives its rows to `take`, with progress shown meanwhile. */
  async taking(sql: string, take: (result: QueryResult) => Promise<void>): Promise<void> {
    await this.#following(take, sql);
  }

  /** Does what takes its time, which Ctrl-C ends. */
  async running(work: (options: StatementOptions) => Promise<void>): Promise<void> {
    const { timeoutMs } = this.#options;
    const running = new AbortController();
    this.#running = running;
    try {
      await work({ signal: running.signal, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
    } finally {
      this.#running = undefined;
    }
  }

  /** Shows a text that is no result. */
  async show(pieces: Iterable<string>): Promise<void> {
    const destination = this.#options.destination();
    for (const piece of pieces) await destination.write(piece);
    await destination.end();
  }

  async #following(take: (result: QueryResult, bar: ProgressBar) => Promise<void>, sql: string): Promise<void> {
    const bar = new ProgressBar(process.stderr, themeFor(process.stderr));
    await this.running(async (options) => {
      try {
        const result = await this.#session.query(sql, {
          ...options,
          ...(process.stderr.isTTY ? { onProgress: (progress) => bar.show(progress) } : {}),
        });
        await take(result, bar);
        bar.end();
        if (this.isTimed) process.stderr.write(timingText(result));
      } finally {
        bar.end();
      }
    });
  }

  async #showDone(result: QueryResult, bar: ProgressBar): Promise<void> {
    await result.toArrays();
    bar.end();
    await this.show([`Done in ${durationText(result.stats.elapsedMs)}.\n\n`]);
  }

  async #writeBytes(result: QueryResult, { name, write }: ShellFormat, bar: ProgressBar): Promise<void> {
    const destination = this.#options.destination();
    if (destination.isTerminal || !write) {
      await result.close();
      throw new LakeError('NOT_SUPPORTED', `The format ${name} is not for a terminal`, {
        hint: 'Send the output to a file, or use .export.',
      });
    }
    for await (const piece of write(result)) await destination.writeBytes(piece);
    bar.end();
    await destination.end();
  }
}

function timingText({ stats }: QueryResult): string {
  const { elapsedMs, planningMs, rowsRead, bytesRead, peakMemoryBytes } = stats;
  const parts = [
    `${durationText(elapsedMs)} (planning ${durationText(planningMs)})`,
    ...(rowsRead === undefined ? [] : [`${rowsRead.toLocaleString('en-US')} rows read`]),
    ...(bytesRead === undefined ? [] : [`${(bytesRead / 2 ** 20).toFixed(1)} MiB read`]),
    ...(peakMemoryBytes === undefined ? [] : [`${(peakMemoryBytes / 2 ** 20).toFixed(1)} MiB of memory`]),
  ];
  return `Time: ${parts.join(', ')}\n`;
}

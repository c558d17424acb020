import type { QueryProgress } from '../engine/query-progress.js';
import { durationText } from './duration-text.js';
import type { Theme } from './theme.js';

const delayMs = 300;
const barWidth = 20;
/** Before so much was read a forecast is a guess. */
const forecastShareMin = 0.02;

/** What a progress bar is drawn on. */
export interface ProgressStream {
  readonly columns?: number;
  write(text: string): unknown;
}

/** Draws how far a statement is, in one line that it takes away again. Short statements draw nothing. */
export class ProgressBar {
  readonly #stream: ProgressStream;
  readonly #theme: Theme;
  #isDrawn = false;
  #isOver = false;

  constructor(stream: ProgressStream, theme: Theme) {
    this.#stream = stream;
    this.#theme = theme;
  }

  show(progress: QueryProgress): void {
    if (this.#isOver || progress.elapsedMs < delayMs || progress.state === 'finished') return;
    const line = progressText(progress).slice(0, (this.#stream.columns ?? 80) - 1);
    this.#stream.write(`\r\x1b[K${this.#theme('dim', line)}`);
    this.#isDrawn = true;
  }

  /** Takes the line away for good: rows come, or the statement has ended. */
  end(): void {
    this.#isOver = true;
    if (this.#isDrawn) this.#stream.write('\r\x1b[K');
    this.#isDrawn = false;
  }
}

const blocks = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Writes how far a statement is: share, rows, rows a second, and when it will be done if that can be told. */
export function progressText(progress: QueryProgress): string {
  const { state, elapsedMs, splitsDone, splitsTotal, rowsRead } = progress;
  if (state === 'planning' || state === 'queued') return `${state} ${durationText(elapsedMs)}`;
  const share = splitsTotal && splitsDone !== undefined ? Math.min(1, splitsDone / splitsTotal) : undefined;
  const parts = [
    ...(share === undefined ? [] : [bar(share), `${Math.floor(share * 100)}%`]),
    ...(rowsRead ? [`${shortCount(rowsRead)} rows`, `${shortCount(rowsRead / (elapsedMs / 1000))} rows/s`] : []),
    durationText(elapsedMs),
    ...(share !== undefined && share >= forecastShareMin && share < 1
      ? [`ETA ${durationText(Math.max(1000, (elapsedMs / share) * (1 - share)))}`]
      : []),
  ];
  return parts.join('  ');
}

function bar(share: number): string {
  const eighths = Math.round(share * barWidth * 8);
  const full = '█'.repeat(eighths >> 3) + blocks[eighths & 7]!;
  return `▕${full.padEnd(barWidth)}▏`;
}

function shortCount(count: number): string {
  for (const [size, unit] of [
    [1e9, 'B'],
    [1e6, 'M'],
    [1e4, 'k'],
  ] as const)
    if (count >= size) return `${(count / (unit === 'k' ? 1000 : size)).toPrecision(3)}${unit}`;
  return count.toFixed(0);
}

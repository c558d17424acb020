import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { openDuckdb } from './engines/duckdb.js';
import type { Answer, EngineOptions, SqlEngine, TableFiles } from './engines/engine.js';
import { openLakelet } from './engines/lakelet.js';

// One engine in a process of its own, so that memory and the event loop are this engine's alone.
// The parent sends one request at a time and gets one reply to each.

/** Names the engines that can be measured. */
export type EngineName = 'lakelet' | 'duckdb';

/** Asks an engine's process for something. */
export type EngineRequest =
  | {
      readonly kind: 'open';
      readonly engine: EngineName;
      readonly options: EngineOptions;
      readonly tables: TableFiles[];
    }
  | { readonly kind: 'run'; readonly sql: string; readonly timeoutMs: number; readonly wantsAnswer: boolean }
  | { readonly kind: 'close' };

/** Replies to a request. */
export type EngineReply =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'ran'; readonly ms: number; readonly blockMs: number; readonly answer: Answer | undefined }
  | { readonly kind: 'closed'; readonly peakRssBytes: number };

const timerMs = 1;
const opened = { lakelet: openLakelet, duckdb: openDuckdb };
let engine: SqlEngine | undefined;
const delay = monitorEventLoopDelay({ resolution: timerMs });

process.on('message', (request: EngineRequest) => {
  reply(request).then(
    (message) => process.send!(message),
    (error: unknown) =>
      process.send!({
        kind: 'failed',
        message: error instanceof Error ? `${error.name}: ${error.message}` : `${error}`,
      }),
  );
});

async function reply(request: EngineRequest): Promise<EngineReply> {
  if (request.kind === 'open') {
    engine = await opened[request.engine](request.options);
    for (const table of request.tables) await engine.createTable(table);
    delay.enable();
    return { kind: 'done' };
  }
  if (request.kind === 'run') return run(request.sql, request.timeoutMs, request.wantsAnswer);
  await engine!.close();
  return { kind: 'closed', peakRssBytes: process.resourceUsage().maxRSS * 1024 };
}

async function run(sql: string, timeoutMs: number, wantsAnswer: boolean): Promise<EngineReply> {
  // The timer must have fired once, or the wait since the last query would count as a block.
  await new Promise((wake) => setTimeout(wake, 5));
  delay.reset();
  const start = performance.now();
  const answer = await engine!.query(sql, { timeoutMs });
  const ms = performance.now() - start;
  await new Promise((wake) => setTimeout(wake, 3));
  const blockMs = Math.max(0, delay.max / 1e6 - timerMs);
  return { kind: 'ran', ms, blockMs, answer: wantsAnswer ? answer : undefined };
}

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Lake } from '../../src/index.js';
import { startServer } from '../../src/server/server.js';
import type { TableFiles } from '../engines/engine.js';

// A server in a process of its own, so that memory and the event loop are the server's alone.
// The parent sends one request at a time and gets one reply to each.

/** Asks a server's process for something. */
export type ServerRequest =
  | { readonly kind: 'open'; readonly threads: number; readonly memory: string; readonly tables: TableFiles[] }
  | { readonly kind: 'look' }
  | { readonly kind: 'close' };

/** Replies to a request. `looked`: of the time since the last look. */
export type ServerReply =
  | { readonly kind: 'opened'; readonly port: number }
  | { readonly kind: 'looked'; readonly blockMs: number; readonly cpuMs: number; readonly rssBytes: number }
  | { readonly kind: 'closed' };

const timerMs = 1;
const delay = monitorEventLoopDelay({ resolution: timerMs });
const close: (() => Promise<void>)[] = [];
let cpu = process.cpuUsage();

process.on('message', (request: ServerRequest) => {
  reply(request).then(
    (message) => process.send!(message),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function reply(request: ServerRequest): Promise<ServerReply> {
  if (request.kind === 'open') {
    const lake = await Lake.open(undefined, { threads: request.threads, memoryLimit: request.memory });
    for (const { name, files } of request.tables) await lake.createTable(name, { location: files });
    const server = await startServer(lake, { port: 0, rateLimit: { requestsPerSecond: 1e9 } });
    close.push(
      () => server.stop(),
      () => lake.close(),
    );
    delay.enable();
    return { kind: 'opened', port: server.port };
  }
  if (request.kind === 'look') return look();
  for (const end of close) await end();
  return { kind: 'closed' };
}

async function look(): Promise<ServerReply> {
  // The timer must have fired once more, or the last block would not count.
  await new Promise((wake) => setTimeout(wake, 5));
  const used = process.cpuUsage(cpu);
  const blockMs = Math.max(0, delay.max / 1e6 - timerMs);
  cpu = process.cpuUsage();
  delay.reset();
  const cpuMs = (used.user + used.system) / 1000;
  return { kind: 'looked', blockMs, cpuMs, rssBytes: process.memoryUsage.rss() };
}

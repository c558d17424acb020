import { readdirSync } from 'node:fs';
import { Lake } from '../../src/index.js';
import { type LakeServer, startServer } from '../../src/server/server.js';
import type { ServerOptions } from '../../src/server/server-options.js';
import type { TableFiles } from '../engines/engine.js';
import { type LoopBlocks, LoopProbe } from './loop-probe.js';

// A server in a process of its own, so that memory and the event loop are the server's alone.
// The parent sends one request at a time and gets one reply to each.

/** A lake to serve, and how. */
export interface ServedLake {
  readonly threads: number;
  readonly memory: string;
  readonly tables: readonly TableFiles[];
  readonly server?: ServerOptions;
}

/** What is seen of a server's process, in bytes; blocks and `cpuMs` are of the time since the last look. */
export interface ProcessLook extends LoopBlocks {
  readonly cpuMs: number;
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly arrayBuffers: number;
  readonly connections: number;
  readonly statements: number;
  /** Open descriptors; 0 where the system does not list them. */
  readonly descriptors: number;
}

/** Asks a server's process for something. */
export type ServerRequest =
  | ({ readonly kind: 'open' } & ServedLake)
  | { readonly kind: 'look' }
  | { readonly kind: 'close' };

/** Replies to a request. */
export type ServerReply =
  | { readonly kind: 'opened'; readonly port: number }
  | ({ readonly kind: 'looked' } & ProcessLook)
  | { readonly kind: 'closed' };

const probe = new LoopProbe();
let lake: Lake | undefined;
let server: LakeServer | undefined;
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
    lake = await Lake.open(undefined, { threads: request.threads, memoryLimit: request.memory });
    for (const { name, files } of request.tables) await lake.createTable(name, { location: files });
    server = await startServer(lake, { port: 0, rateLimit: { requestsPerSecond: 1e9 }, ...request.server });
    return { kind: 'opened', port: server.port };
  }
  if (request.kind === 'look') return { kind: 'looked', ...look() };
  await server?.stop();
  await lake?.close();
  return { kind: 'closed' };
}

function look(): ProcessLook {
  const used = process.cpuUsage(cpu);
  cpu = process.cpuUsage();
  const cpuMs = (used.user + used.system) / 1000;
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  return {
    ...probe.take(),
    ...{ cpuMs, rss, heapUsed, external, arrayBuffers },
    connections: server?.connectionCount ?? 0,
    statements: lake?.statements.list().length ?? 0,
    descriptors: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
  };
}

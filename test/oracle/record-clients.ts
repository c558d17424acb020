import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { Lake } from '../../src/engine/lake.js';
import { startServer } from '../../src/server/server.js';
import type { Exchange } from '../server/clients/exchange.js';
import { foldExchanges } from '../server/clients/fold-exchanges.js';
import { npmWalks } from '../server/clients/npm-walks.js';
import { type ClientRecord, formatRecord, type RecordedRequest } from '../server/clients/recorded-request.js';
import { asRecorded, replay } from '../server/clients/replay.js';
import { openProxy } from './recording-proxy.js';

// `npm run test:clients -- --record` keeps what each client sends and is answered; the environment's CLIENTS names some of them.
const program = fileURLToPath(new URL('../../.ci/test-clients.js', import.meta.url));
const { CLIENTS, USER: _, ...environment } = process.env;

/** Has a client that is a program of its own use a port; gives why it cannot, where it cannot. */
async function runProgram(name: string, port: number): Promise<string | undefined> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, '--port', String(port), name], {
    env: environment,
  });
  return stdout.startsWith('works') ? undefined : stdout;
}

async function withServer<Result>(work: (port: number) => Promise<Result>): Promise<Result> {
  await using lake = await Lake.open(undefined, { threads: 2 });
  const server = await startServer(lake, { port: 0 });
  try {
    return await work(server.port);
  } finally {
    await server.stop();
  }
}

/** Gives what goes between a client and a server; undefined where the client cannot run here. */
const observed = (name: string): Promise<readonly Exchange[] | undefined> =>
  withServer(async (serverPort) => {
    const proxy = await openProxy(serverPort);
    try {
      const walk = npmWalks[name];
      const reason = walk
        ? await walk(`http://127.0.0.1:${proxy.port}`).then(() => undefined)
        : await runProgram(name, proxy.port);
      if (reason === undefined) return proxy.exchanges();
      console.log(reason);
      return undefined;
    } finally {
      await proxy.close();
    }
  });

/** Keeps of rows that are others at the second time how many there are, or nothing; all else must be the same. */
function stable(first: RecordedRequest, second: RecordedRequest): RecordedRequest {
  if (first.meanwhile?.some(({ request }) => request.startsWith('DELETE'))) return second;
  if (JSON.stringify(first.answer.rows) === JSON.stringify(second.answer.rows)) return second;
  const { rows, ...answer } = second.answer;
  return {
    ...second,
    answer: rows?.length === first.answer.rows?.length ? { ...answer, rowCount: rows!.length } : answer,
  };
}

const comparable = ({ answer, ...request }: RecordedRequest, like: RecordedRequest): object => ({
  ...request,
  answer: asRecorded(answer, like.answer),
});

test.for([...Object.keys(npmWalks), 'jdbc', 'trino-cli', 'python', 'dbt'])('%s', async (name) => {
  if (CLIENTS !== undefined && !CLIENTS.split(',').includes(name)) return;
  const exchanges = await observed(name);
  if (!exchanges) return;
  const record = foldExchanges(name, exchanges);
  const requests: RecordedRequest[] = [];
  await withServer(async (port) => {
    let at = 0;
    for await (const again of replay(`http://127.0.0.1:${port}`, record)) {
      const first = record.requests[at++]!;
      const kept = stable(first, again);
      if (kept.meanwhile === undefined) expect(comparable(again, kept)).toEqual(comparable(first, kept));
      requests.push(kept);
    }
  });
  const kept: ClientRecord = { ...record, requests };
  await writeFile(new URL(`../server/clients/${name.replaceAll(' ', '-')}.jsonl`, import.meta.url), formatRecord(kept));
});

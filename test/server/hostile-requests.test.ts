import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { seededRandom } from '../../datasets/random.js';
import { servedLake } from './served-lake.js';

const count = Number(process.env.LAKELET_HOSTILE_REQUESTS ?? 800);
const seed = Number(process.env.LAKELET_SEED ?? 20_261_121);
const atOnce = 16;
const goodEvery = 20;
const answerMsMax = 60_000;

const served = servedLake();

const request = (line: string, headers: Record<string, string>, body = ''): string => {
  const all = { host: 'localhost', connection: 'close', ...headers };
  const length = body === '' ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`;
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${line} HTTP/1.1\r\n${lines.join('')}${length}\r\n${body}`;
};

const json = { 'content-type': 'application/json' };
const whole = [
  request(
    'POST /v1/statement',
    { 'x-trino-user': 'ann', 'x-trino-session': 'batch_rows=100' },
    'SELECT 1 AS a, 2.5, ARRAY[1]',
  ),
  request('POST /v1/statement', { 'x-trino-prepared-statement': 'p=SELECT+%3F' }, 'EXECUTE p USING 1'),
  request('POST /v1/statement', { 'transfer-encoding': 'chunked' }, '').concat('8\r\nSELECT 1\r\n0\r\n\r\n'),
  request('POST /query?format=csv', json, '{"sql":"SELECT ? + 1","parameters":[5],"settings":{"batch_rows":100}}'),
  request('POST /query', json, '{"sql":"SELECT cardinality(?)","parameters":[[1,[2],null]]}'),
  request('POST /query?async=true', { accept: 'text/csv;q=0.5, */*' }, 'SELECT 1/0'),
  request('GET /query?sql=SELECT%201&format=arrow&parameters=[]', { 'accept-encoding': 'gzip;q=1, *;q=0' }),
  request('GET /statements/20261121_000000_00000_abcde/result', { authorization: 'Basic YW5uOnNlY3JldA==' }),
  request('DELETE /v1/statement/executing/20261121_000000_00000_abcde/slug/1', {}),
  request('GET /v1/query', { 'x-forwarded-for': '10.0.0.1', origin: 'http://localhost' }),
  request('GET /metrics', {}),
  request('HEAD /v1/statement', { 'if-none-match': '"x"' }),
];
const nasty = [
  '\0',
  '\r\n',
  '\r\n\r\n',
  '%',
  '%00',
  '../',
  '\u{1F600}',
  '"',
  "'",
  '{',
  '}',
  '[',
  '[[',
  '-1',
  '1e999',
  '99999999999999999999',
  'null',
  'x'.repeat(70_000),
  ': ',
  '\u2028',
  '__proto__',
  'content-length: 5\r\n',
  'transfer-encoding: chunked\r\n',
  'host: evil.example\r\n',
  'expect: 100-continue\r\n',
  'upgrade: h2c\r\n',
  '/*',
  ';',
  'SELECT ',
];

/** Changes some pieces of a request. */
function mutated(text: string, random: () => number): Buffer {
  const below = (limit: number): number => Math.floor(random() * limit);
  let bytes = Buffer.from(text);
  for (let change = 1 + below(4); change > 0; change--) {
    const at = below(bytes.length + 1);
    const end = Math.min(bytes.length, at + below(12));
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(end)];
    switch (below(5)) {
      case 0:
        bytes = Buffer.concat([before, after]);
        break;
      case 1:
        bytes = Buffer.concat([before, Buffer.from(nasty[below(nasty.length)]!), bytes.subarray(at)]);
        break;
      case 2:
        bytes = Buffer.concat([before, Buffer.from([below(256), below(256)]), after]);
        break;
      case 3:
        bytes = Buffer.concat([before, bytes.subarray(at, end), bytes.subarray(at)]);
        break;
      default:
        bytes = Buffer.from(before);
    }
  }
  return bytes;
}

/** Sends bytes and closes its half; gives all that comes back. */
const sent = (bytes: Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect({ port: served.server.port, host: '127.0.0.1' });
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`No answer, and the connection stays: ${JSON.stringify(bytes.toString('latin1'))}`));
    }, answerMsMax);
    socket.on('data', (piece) => {
      answer += piece.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(answer);
    });
    socket.end(bytes);
  });

/** Tells whether a refusal says what it is, as its door does: JSON with the error's name, or Trino's text. A HEAD has no body. */
function isTyped(response: string, isHead: boolean): boolean {
  const [head, body] = /^(.*?)\r\n\r\n(.*)$/s.exec(response)?.slice(1) ?? [response, ''];
  if (/content-type: application\/json/i.test(head!)) return isHead || /^{"error":{"name":"[A-Z_]+",/.test(body!);
  if (/content-type: text\/plain/i.test(head!)) return isHead || /^(Error 4\d\d|Query not found)/.test(body!);
  // Trino tells nothing of a query that is gone.
  return /^HTTP\/1\.1 410 /.test(head!);
}

/** Sends a good request over a connection of its own. */
async function answersGoodRequest(): Promise<void> {
  const options = {
    port: served.server.port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/query?format=csv',
    agent: false,
  };
  const answer = await new Promise<IncomingMessage>((resolve, reject) =>
    httpRequest(options, resolve).once('error', reject).end('SELECT 1 AS a'),
  );
  expect(await text(answer)).toBe('a\n1\n');
}

test(`${count} broken requests get an answer of their own, or none`, { timeout: 600_000 }, async () => {
  const random = seededRandom(seed);
  const statuses = new Map<string, number>();
  const wrong: string[] = [];
  let next = 0;
  const send = async (): Promise<void> => {
    while (next++ < count) {
      const bytes = mutated(whole[Math.floor(random() * whole.length)]!, random);
      const answer = await sent(bytes);
      for (const response of answer.split(/(?<=^|\n|})(?=HTTP\/1\.1 \d{3} )/)) {
        const status = /^HTTP\/1\.1 (\d{3}) /.exec(response)?.[1];
        if (status === undefined) continue;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        const isFault = status >= '500' && status !== '501' && status !== '505';
        const isHead = bytes.toString('latin1').startsWith('HEAD');
        if (isFault || (status[0] === '4' && !isTyped(response, isHead)))
          wrong.push(`${JSON.stringify(bytes.toString('latin1').slice(0, 500))} → ${response.slice(0, 500)}`);
      }
      if (next % goodEvery === 0) await answersGoodRequest();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, send));
  expect(wrong, `seed ${seed}`).toEqual([]);
  // Both ends were met: requests that went through, and such that did not.
  for (const status of ['200', '400', '404']) expect(statuses.get(status) ?? 0, status).toBeGreaterThan(count / 100);
  // Nothing stays of them.
  await expect.poll(() => served.server.connectionCount, { timeout: 20_000 }).toBe(0);
  await expect.poll(() => served.lake.statements.list().length, { timeout: 20_000 }).toBe(0);
  await answersGoodRequest();
});

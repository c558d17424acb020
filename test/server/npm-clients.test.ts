import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lake } from '../../src/engine/lake.js';
import { type LakeServer, startServer } from '../../src/server/server.js';
import { npmWalks } from './clients/npm-walks.js';

let lake: Lake;
let server: LakeServer;
beforeAll(async () => {
  lake = await Lake.open(undefined, { threads: 2 });
  server = await startServer(lake, { port: 0 });
});
afterAll(async () => {
  await server.stop();
  await lake.close();
});

test.for(Object.keys(npmWalks))('%s', (name) => npmWalks[name]!(server.url));

test('curl over HTTP/2 with prior knowledge', async () => {
  const whole = ['-H', 'X-Trino-Client-Capabilities: PARAMETRIC_DATETIME'];
  const options = ['-sS', '--http2-prior-knowledge', ...whole, '-w', '%{http_version}', '-o', '/dev/null'];
  expect(
    (await promisify(execFile)('curl', [...options, '--data', 'SELECT 1', `${server.url}/v1/statement`])).stdout,
  ).toBe('2');
});

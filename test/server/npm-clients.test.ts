import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { npmWalks } from './clients/npm-walks.js';
import { servedLake } from './served-lake.js';

const served = servedLake(2);

test.for(Object.keys(npmWalks))('%s', (name) => npmWalks[name]!(served.server.url));

test('curl over HTTP/2 with prior knowledge', async () => {
  const whole = ['-H', 'X-Trino-Client-Capabilities: PARAMETRIC_DATETIME'];
  const options = ['-sS', '--http2-prior-knowledge', ...whole, '-w', '%{http_version}', '-o', '/dev/null'];
  expect(
    (await promisify(execFile)('curl', [...options, '--data', 'SELECT 1', `${served.server.url}/v1/statement`])).stdout,
  ).toBe('2');
});

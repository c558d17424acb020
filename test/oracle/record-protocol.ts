import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type Observed, observe } from '../server/protocol/observe.js';
import { protocolRequests } from '../server/protocol/requests.js';

const url = process.env.TRINO_URL ?? 'http://127.0.0.1:18080';

test('records how a running Trino answers the requests of its protocol', async () => {
  const answers: Record<string, Observed> = {};
  for (const request of protocolRequests) answers[request.name] = await observe(url, request);
  expect(Object.keys(answers)).toHaveLength(protocolRequests.length);
  await writeFile(new URL('../server/protocol/answers.json', import.meta.url), `${JSON.stringify(answers, null, 1)}\n`);
}, 300_000);

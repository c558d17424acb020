import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { Lake } from '../../../src/engine/lake.js';
import { startServer } from '../../../src/server/server.js';
import { parseRecord } from './recorded-request.js';
import { asRecorded, replay } from './replay.js';

// What unmodified clients sent, and what they were answered; `npm run test:clients -- --record` records it anew.
const names = (await readdir(new URL('.', import.meta.url))).filter((name) => name.endsWith('.jsonl'));

test.for(names)('answers %s', async (name) => {
  const record = parseRecord(await readFile(new URL(name, import.meta.url), 'utf8'));
  await using lake = await Lake.open(undefined, { threads: 1 });
  const server = await startServer(lake, { port: 0 });
  try {
    let at = 0;
    for await (const request of replay(server.url, record)) {
      const expected = record.requests[at++]!;
      expect({ ...request, answer: asRecorded(request.answer, expected.answer) }).toEqual(expected);
    }
    expect(at).toBeGreaterThan(0);
  } finally {
    await server.stop();
  }
});

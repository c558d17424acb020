import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { servedLake } from '../served-lake.js';
import { knownDifferences } from './known-differences.js';
import { type Observed, observe } from './observe.js';
import { protocolRequests } from './requests.js';

// What a Trino 476 answered; `npm run oracle:protocol` records it anew.
const answers = JSON.parse(await readFile(new URL('answers.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, Observed>
>;

const served = servedLake();

type Fields = Readonly<Record<string, unknown>>;

describe("Trino's protocol", () => {
  test.for(protocolRequests)('$name', async (request) => {
    const theirs = answers[request.name] as unknown as Fields;
    const ours = JSON.parse(JSON.stringify(await observe(served.server.url, request))) as Fields;
    const different = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].filter(
      (field) => JSON.stringify(ours[field]) !== JSON.stringify(theirs[field]),
    );
    const known = knownDifferences[request.name]?.fields ?? [];
    const unknown = different.filter((field) => !known.includes(field));
    expect(Object.fromEntries(unknown.map((field) => [field, ours[field]]))).toEqual(
      Object.fromEntries(unknown.map((field) => [field, theirs[field]])),
    );
    // A difference that is gone must go from the list.
    expect(different.sort()).toEqual([...known].sort());
  });
});

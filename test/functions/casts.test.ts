import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseType } from '../../src/types/parse-type.js';
import { typeText } from '../../src/types/sql-type.js';
import { Evaluator, outcome } from './evaluate.js';
import { readText } from './read-text.js';

interface Recorded {
  readonly startMillis: number;
  readonly timeZone: string;
  readonly cases: readonly [
    from: string,
    text: string,
    to: string,
    result: string | null,
    error?: string,
    message?: string,
  ][];
}

// Recorded from Trino 476: the text of CAST(value AS type), or the error.
describe('casts', () => {
  const recorded = JSON.parse(readFileSync(new URL('./files/casts.json', import.meta.url), 'utf8')) as Recorded;
  const { startMillis, timeZone, cases } = recorded;
  const evaluator = new Evaluator({ startMillis, timeZone });

  test.each([...new Set(cases.map(([from]) => from))])('from %s', (source) => {
    const wrong: string[] = [];
    for (const [from, text, to, result, error, message] of cases) {
      if (from !== source) continue;
      const type = parseType(to);
      const got = outcome(() => {
        const value = evaluator.cast({ type: parseType(from), value: readText(parseType(from), text) }, type);
        if (to !== 'varbinary') return { type, value };
        return {
          type: { kind: 'varchar' },
          value: Buffer.from(value as Uint8Array)
            .toString('hex')
            .toUpperCase(),
        };
      });
      const shownType = to === 'varbinary' ? 'varchar' : typeText(type);
      const want = error ? `${error} ${message}` : `${shownType} ${result ?? 'NULL'}`;
      if (got !== want) wrong.push(`${from} ${text} AS ${to}: ${got}, not ${want}`);
    }
    expect(wrong).toEqual([]);
  });
});

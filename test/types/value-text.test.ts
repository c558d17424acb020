import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LakeError } from '../../src/base/lake-error.js';
import { type IntervalField, parseDaySecond, parseYearMonth } from '../../src/types/parse-interval.js';
import { parseType } from '../../src/types/parse-type.js';
import { parseLiteral, parseValue } from '../../src/types/parse-value.js';
import { displayType, INTERVAL_DAY_SECOND, INTERVAL_YEAR_MONTH } from '../../src/types/sql-type.js';
import { utcZone } from '../../src/types/time-zone.js';
import { castText, protocolJson, protocolType } from '../../src/types/value-text.js';

const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(`./files/${name}`, import.meta.url), 'utf8')) as T;
const context = { zone: utcZone, startMillis: 0 };

function attempt(run: () => string | undefined): string | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof LakeError) return `${error.name} ${error.message}`;
    throw error;
  }
}

// Recorded from Trino 476 in zone UTC: CAST(CAST(text AS type) AS varchar), or the error.
describe('values and their text', () => {
  test('casts from varchar and back', () => {
    const cases = read<[string, string, string | null, string?, string?][]>('varchar-casts.json');
    const wrong = cases.flatMap(([text, typeName, result, errorName, message]) => {
      const type = parseType(typeName);
      const got = attempt(() => castText(parseValue(text, type, context), type));
      const want = result ?? `${errorName} ${message}`;
      return got === want ? [] : [`CAST('${text}' AS ${typeName}): ${got}, not ${want}`];
    });
    expect(wrong).toEqual([]);
  });

  test('literals', () => {
    const cases = read<string[][]>('literals.json').filter(([kind]) => kind !== 'INTERVAL');
    const wrong = cases.flatMap(([kind, text, ...want]) => {
      const got = attempt(() => {
        const literal = parseLiteral(kind as 'DATE', text!, context, { line: 1, column: 15 });
        return `${displayType(literal.type)} ${castText(literal.value, literal.type)}`;
      });
      const expected = want.filter((part) => part !== null).join(' ');
      return got === expected ? [] : [`${kind} '${text}': ${got}, not ${expected}`];
    });
    expect(wrong).toEqual([]);
  });

  test('interval literals', () => {
    const cases = read<string[][]>('literals.json').filter(([kind]) => kind === 'INTERVAL');
    const wrong = cases.flatMap(([, text, from, to, want]) => {
      const [first, last] = [from as IntervalField, to as IntervalField];
      const isMonths = first === 'YEAR' || first === 'MONTH';
      const value = isMonths ? parseYearMonth(text!, first, last) : parseDaySecond(text!, first, last);
      const type = isMonths ? INTERVAL_YEAR_MONTH : INTERVAL_DAY_SECOND;
      // Nothing before the sign of zero is lost on the way but the sign itself.
      const got = value === undefined ? null : castText(value, type);
      return got === want ? [] : [`INTERVAL '${text}' ${from} TO ${to}: ${got}, not ${want}`];
    });
    expect(wrong).toEqual([]);
  });

  test('the protocol', () => {
    const type = parseType(
      'row(a integer, "b c" decimal(5,2), "D" array(interval day to second), "SELECT" map(varchar,double))',
    );
    expect(protocolType(type)).toBe(
      'row(a integer, "b c" decimal(5, 2), D array(INTERVAL DAY TO SECOND), "SELECT" map(varchar, double))',
    );
    const value = [1, 250n, [86_400_000n], [['x"', Number.NaN]]];
    expect(protocolJson(value, type)).toBe('[1,"2.50",["1 00:00:00.000"],{"x\\"":"NaN"}]');
    expect(protocolJson(1.5e300, { kind: 'double' })).toBe('1.5E300');
  });
});

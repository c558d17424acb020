// biome-ignore-all lint/suspicious/noTemplateCurlyInString: locations are written with placeholders.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateNow } from '../../src/catalog/projection/now-expression.js';
import { type ProjectedTable, projectPartitions } from '../../src/catalog/projection/partition-projection.js';
import { valuesOf } from '../../src/catalog/projection/projected-key.js';
import { parseDatePattern } from '../../src/types/date-pattern.js';
import { containsValue, type Domain, rangeDomain, unionDomains, valuesDomain } from '../../src/types/domain.js';
import { BIGINT, BOOLEAN, DATE, INTEGER, type SqlType, timestampType, VARCHAR } from '../../src/types/sql-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';

const now = Date.UTC(2024, 1, 29, 13, 45, 10);

const tableOf = (key: [string, SqlType][], parameters: Record<string, string>): ProjectedTable => ({
  database: 'db',
  name: 't',
  location: 's3://b/t/',
  partitionKeys: key.map(([name, type]) => ({ name, type })),
  parameters: { 'projection.enabled': 'true', ...parameters },
});

const keyTable = (type: SqlType, properties: Record<string, string>): ProjectedTable =>
  tableOf(
    [['k', type]],
    Object.fromEntries(Object.entries(properties).map(([name, value]) => [`projection.k.${name}`, value])),
  );

function texts(type: SqlType, properties: Record<string, string>, domain?: Domain): string[] {
  const { keys } = projectPartitions(keyTable(type, properties), new Map(domain ? [['k', domain]] : []), now);
  return [...valuesOf(keys[0]!)].map(({ text }) => text);
}

const between = (type: SqlType, low: SqlValue, high: SqlValue): Domain =>
  rangeDomain(type, { low: { value: low, inclusive: true }, high: { value: high, inclusive: true } });

describe('enum', () => {
  const values = { type: ' ENUM ', values: 'eu, us,eu' };
  test('blanks are part of values, equal ones are one', () => {
    expect(texts(VARCHAR, values)).toEqual([' us', 'eu']);
    expect(texts(VARCHAR, values, valuesDomain(VARCHAR, ['eu', 'us']))).toEqual(['eu']);
  });
  test('is of text only', () => {
    expect(() => texts(INTEGER, values)).toThrow(
      "Column projection for column 'k' failed. Unsupported column type: integer",
    );
    expect(() => texts(VARCHAR, { type: 'enum' })).toThrow("Missing required property: 'partition_projection_values'");
  });
});

describe('integer', () => {
  test('counts by the interval, padded to the digits', () => {
    const padded = { type: 'integer', range: ' 0, 15 ', interval: '5', digits: '3' };
    expect(texts(VARCHAR, padded)).toEqual(['000', '005', '010', '015']);
    expect(texts(INTEGER, padded, between(INTEGER, 1, 10))).toEqual(['005', '010']);
    expect(texts(VARCHAR, padded, valuesDomain(VARCHAR, ['5', '010']))).toEqual(['010']);
  });
  test('covers all of bigint without making its values', () => {
    const all = { type: 'integer', range: '-9223372036854775808,9223372036854775807' };
    expect(texts(BIGINT, all, valuesDomain(BIGINT, [-7n, 12n]))).toEqual(['-7', '12']);
    expect(texts(VARCHAR, all, valuesDomain(VARCHAR, ['007', '8']))).toEqual(['8']);
    const { partitionsTotal } = projectPartitions(keyTable(BIGINT, all), new Map(), now);
    expect(partitionsTotal).toBe(2n ** 64n);
  });
  test('refuses what is no range', () => {
    for (const range of ['1', '1,2,3', 'a,b', '5,1', '0,9223372036854775808'])
      expect(() => texts(BIGINT, { type: 'integer', range })).toThrow(
        "Property: 'partition_projection_range' needs to be list of 2 integers",
      );
    expect(() => texts(BOOLEAN, { type: 'integer', range: '1,2' })).toThrow('Unsupported column type: boolean');
  });
});

describe('date', () => {
  test('steps by days in a layout of folders', () => {
    const days = { type: 'date', format: 'yyyy/MM/dd', range: '2024/01/30,NOW' };
    expect(texts(VARCHAR, days).length).toBe(31);
    expect(texts(VARCHAR, days).at(-1)).toBe('2024/02/29');
    expect(texts(VARCHAR, days, between(VARCHAR, '2024/01/31', '2024/02/02'))).toEqual([
      '2024/01/31',
      '2024/02/01',
      '2024/02/02',
    ]);
  });
  test('knows dates and timestamps', () => {
    const days = { type: 'date', format: 'dd-MM-yyyy', range: '30-01-2024,02-02-2024' };
    expect(texts(DATE, days, between(DATE, 19753, 19754))).toEqual(['31-01-2024', '01-02-2024']);
    const hours = {
      type: 'date',
      format: 'yyyy-MM-dd-HH',
      range: 'NOW-2HOURS,NOW',
      interval: '1',
      'interval.unit': 'hours',
    };
    expect(texts(timestampType(3), hours)).toEqual(['2024-02-29-11', '2024-02-29-12', '2024-02-29-13']);
  });
  test('finds a text that does not compare as its date', () => {
    const days = { type: 'date', format: 'dd-MM-yyyy', range: '01-01-0001,31-12-9999' };
    expect(texts(VARCHAR, days, valuesDomain(VARCHAR, ['29-02-2024', '30-02-2024', '1-1-2024']))).toEqual([
      '29-02-2024',
    ]);
  });
  test('takes months and years by the calendar, each from the one before', () => {
    const monthly = {
      type: 'date',
      format: 'yyyy-MM-dd',
      range: '2024-01-31,2024-05-31',
      interval: '1',
      'interval.unit': 'MONTHS',
    };
    expect(texts(VARCHAR, monthly)).toEqual(['2024-01-31', '2024-02-29', '2024-03-29', '2024-04-29', '2024-05-29']);
    expect(texts(VARCHAR, { type: 'date', format: 'yyyy-MM', range: 'NOW-3MONTHS,NOW' })).toEqual([
      '2023-11',
      '2023-12',
      '2024-01',
      '2024-02',
    ]);
    expect(texts(VARCHAR, { type: 'date', format: 'yyyy', range: 'NOW-2YEARS,NOW' })).toEqual(['2022', '2023', '2024']);
  });
  test('gives a text once where steps are finer', () => {
    const fine = { type: 'date', format: 'yyyy-MM', range: '2024-01,2024-03', interval: '10', 'interval.unit': 'DAYS' };
    expect(texts(VARCHAR, fine)).toEqual(['2024-01', '2024-02', '2024-03']);
  });
  test('refuses what is no configuration', () => {
    const day = { type: 'date', format: 'yyyy-MM-dd' };
    for (const range of ['2024-01-01', '2024/01/01,NOW', '2024-02-01,2024-01-01', '2023-02-29,NOW'])
      expect(() => texts(VARCHAR, { ...day, range })).toThrow(
        "Property: 'partition_projection_range' needs to be a list of 2 valid dates formatted as 'yyyy-MM-dd' or",
      );
    expect(() => texts(VARCHAR, { type: 'date', format: 'yyyy-MM-dd-HH', range: 'NOW,NOW' })).toThrow(
      "Property: 'partition_projection_interval_unit' needs to be set",
    );
    expect(() => texts(VARCHAR, { type: 'date', format: 'YYYY-MM-dd', range: 'NOW,NOW' })).toThrow(
      'needs to be a valid date format',
    );
    expect(() => texts(VARCHAR, { type: 'date', range: 'NOW,NOW' })).toThrow(
      "Missing required property: 'partition_projection_format'",
    );
  });
});

describe('injected', () => {
  const injected = { type: 'injected' };
  test('takes the values of the query', () => {
    expect(texts(VARCHAR, injected, valuesDomain(VARCHAR, ['b', 'a']))).toEqual(['a', 'b']);
  });
  test('wants equality', () => {
    const message =
      'For the injected projected partition column k, the WHERE clause must contain only static equality conditions, and at least one such condition must be present.';
    expect(() => texts(VARCHAR, injected)).toThrow(message);
    expect(() => texts(VARCHAR, injected, between(VARCHAR, 'a', 'b'))).toThrow(message);
  });
});

describe('a table', () => {
  test('names the keys without configuration', () => {
    const table = tableOf(
      [
        ['a', VARCHAR],
        ['b', VARCHAR],
      ],
      { 'projection.b.type': 'injected' },
    );
    expect(() => projectPartitions(table, new Map(), now)).toThrow(
      'Table db.t is configured for partition projection, but the following partition columns are missing projection configuration: [a] (table db.t)',
    );
  });
  test('makes locations from a template or in the layout of Hive', () => {
    const parameters = { 'projection.a.type': 'injected', 'projection.b.type': 'injected' };
    const domains = new Map(['a', 'b'].map((name) => [name, valuesDomain(VARCHAR, ['x'])]));
    const plain = tableOf(
      [
        ['a', VARCHAR],
        ['b', VARCHAR],
      ],
      parameters,
    );
    expect(projectPartitions(plain, domains, now).location(['1:2', 'y'])).toBe('s3://b/t/a=1%3A2/b=y/');
    const template = {
      ...plain,
      parameters: { ...parameters, 'storage.location.template': 's3://c/${b}/x/${a}/${b}/' },
    };
    expect(projectPartitions(template, domains, now).location(['2024/01', 'y'])).toBe('s3://c/y/x/2024/01/y/');
    expect(() => projectPartitions(template, domains, now).location(['../..', 'y'])).toThrow('Invalid partition value');
    const lacking = { ...plain, parameters: { ...parameters, 'storage.location.template': 's3://c/${b}/' } };
    expect(() => projectPartitions(lacking, domains, now)).toThrow(
      "Partition projection location template: s3://c/${b}/ is missing partition column: 'a' placeholder",
    );
  });
  test('without keys cannot be projected', () => {
    expect(() => projectPartitions(tableOf([], {}), new Map(), now)).toThrow(
      'Partition projection cannot be enabled on a table that is not partitioned',
    );
  });
});

test('now moves by units', () => {
  expect(new Date(evaluateNow(' now - 1 WEEK ', now)!).toISOString()).toBe('2024-02-22T13:45:10.000Z');
  expect(new Date(evaluateNow('NOW+12MONTHS', now)!).toISOString()).toBe('2025-02-28T13:45:10.000Z');
  expect(evaluateNow('NOW-1', now)).toBeUndefined();
});

test('patterns write what they read', () => {
  const instants = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2099, 0, 1) });
  const patterns = [
    'yyyy/MM/dd',
    'dd-MM-yy',
    "yyyy-MM-dd'T'HH:mm:ss.SSS",
    'd MMM yyyy',
    'yyyyMMddHH',
    'yyyy-DDD',
    "h 'o''clock' a",
    'EEEE dd MMMM yyyy',
  ];
  fc.assert(
    fc.property(instants, fc.constantFrom(...patterns), (millis, text) => {
      const pattern = parseDatePattern(text)!;
      const written = pattern.format(millis);
      expect(pattern.format(pattern.parse(written)!)).toBe(written);
    }),
  );
});

test('a selection is what trying every value gives', () => {
  const day = fc.integer({ min: 19_000, max: 19_100 });
  const formats = fc.constantFrom('yyyy-MM-dd', 'dd/MM/yyyy', 'yyyyMM', 'd.M.yyyy');
  fc.assert(
    fc.property(day, day, formats, fc.integer({ min: 1, max: 40 }), fc.boolean(), (a, b, format, interval, isText) => {
      const pattern = parseDatePattern(format)!;
      const type = isText ? VARCHAR : DATE;
      const value = (days: number): SqlValue => (isText ? pattern.format(days * 86_400_000) : days);
      const properties = {
        type: 'date',
        format,
        range: [18_990, 19_110].map((days) => pattern.format(days * 86_400_000)).join(),
        interval: `${interval}`,
        'interval.unit': 'DAYS',
      };
      const domain = unionDomains(between(type, value(a), value(b)), valuesDomain(type, [value(a + 3)]));
      const { keys } = projectPartitions(keyTable(type, properties), new Map(), now);
      const tried = [...valuesOf(keys[0]!)]
        .filter((found) => containsValue(domain, found.value))
        .map(({ text }) => text);
      expect(texts(type, properties, domain)).toEqual(tried);
      const single = valuesDomain(type, [value(a)]);
      expect(texts(type, properties, single)).toEqual(
        [...valuesOf(keys[0]!)].filter((found) => containsValue(single, found.value)).map(({ text }) => text),
      );
    }),
    { numRuns: 1000 },
  );
});

test('one of ten million days is found without making the others', () => {
  const seconds = {
    type: 'date',
    format: 'yyyy-MM-dd-HH-mm-ss',
    range: '2024-01-01-00-00-00,2024-04-25-17-46-39',
    interval: '1',
    'interval.unit': 'SECONDS',
  };
  const { keys, partitionsTotal } = projectPartitions(
    keyTable(VARCHAR, seconds),
    new Map([['k', valuesDomain(VARCHAR, ['2024-02-29-23-59-59'])]]),
    now,
  );
  expect(partitionsTotal).toBe(10_000_000n);
  expect(keys[0]!.valueCount).toBe(1n);
});

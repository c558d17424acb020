import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Lake, type Session } from '../../../src/index.js';
import { failureOf, rowsOf } from '../../asking.js';
import { flightsFile } from '../flights.js';

let folder: string;
let lake: Lake;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lakelet-workgroups-'));
  lake = await Lake.open(folder, { threads: 1, memoryLimit: '128MiB' });
});
afterEach(async () => {
  await lake.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('workgroups', () => {
  test('are made, changed, shown and dropped', async () => {
    await rowsOf(
      lake,
      `CREATE WORKGROUP "Etl-1" COMMENT 'nightly' WITH (bytes_scanned_cutoff = '10GB', statement_timeout = '90s', concurrency = 4,
         queue = 100, queue_timeout = '5m', priority = 'LOW', output_location = '${folder}/results', result_reuse_minutes = 60,
         users = ARRAY['ana'], roles = ARRAY['etl'])`,
    );
    await rowsOf(lake, 'CREATE WORKGROUP IF NOT EXISTS "Etl-1"');
    const shown = await lake.query('SHOW WORKGROUPS');
    expect(shown.columns.map(({ name }) => name)).toEqual([
      'workgroup',
      'state',
      'comment',
      'bytes_scanned_cutoff',
      'statement_timeout',
      'concurrency',
      'queue',
      'queue_timeout',
      'priority',
      'output_location',
      'enforce',
      'result_reuse_minutes',
      'users',
      'roles',
    ]);
    const primary = ['primary', 'ENABLED', '', null, null, null, null, null, 'NORMAL', null, 'false', null, null, null];
    expect(await shown.toArrays()).toEqual([
      [
        'Etl-1',
        'ENABLED',
        'nightly',
        '10000000000B',
        '1.50m',
        '4',
        '100',
        '5.00m',
        'LOW',
        `${folder}/results`,
        'true',
        '60',
        'ana',
        'etl',
      ],
      primary,
    ]);
    await rowsOf(
      lake,
      'ALTER WORKGROUP "Etl-1" SET PROPERTIES priority = DEFAULT, bytes_scanned_cutoff = DEFAULT, queue = 0',
    );
    await rowsOf(lake, 'ALTER WORKGROUP "Etl-1" DISABLE');
    expect((await rowsOf(lake, "SHOW WORKGROUPS LIKE 'Etl%'"))[0]!.slice(0, 9)).toEqual([
      'Etl-1',
      'DISABLED',
      'nightly',
      null,
      '1.50m',
      '4',
      '0',
      '5.00m',
      'NORMAL',
    ]);
    await rowsOf(lake, 'DROP WORKGROUP "Etl-1"');
    await rowsOf(lake, 'DROP WORKGROUP IF EXISTS "Etl-1"');
    expect(await rowsOf(lake, 'SHOW WORKGROUPS')).toEqual([primary]);
  });
});

describe('statements about workgroups', () => {
  test.each([
    ['CREATE WORKGROUP primary', 'ALREADY_EXISTS: WorkGroup is already created'],
    ['DROP WORKGROUP primary', 'NOT_SUPPORTED: The primary WorkGroup cannot be deleted'],
    ['DROP WORKGROUP nope', 'NOT_FOUND: WorkGroup is not found.'],
    ['ALTER WORKGROUP nope ENABLE', 'NOT_FOUND: WorkGroup is not found.'],
    [
      'CREATE WORKGROUP w WITH (concurrency = 0)',
      "INVALID_ARGUMENTS: Workgroup property 'concurrency' takes a whole number from 1 to 1000",
    ],
    [
      "CREATE WORKGROUP w WITH (priority = 'URGENT')",
      "INVALID_ARGUMENTS: Workgroup property 'priority' takes one of HIGHEST, HIGH, NORMAL, LOW, LOWEST",
    ],
    [
      "CREATE WORKGROUP w WITH (statement_timeout = '5 apples')",
      "INVALID_ARGUMENTS: Workgroup property 'statement_timeout' takes a duration such as '5m'",
    ],
    [
      'CREATE WORKGROUP w WITH (nope = 1)',
      "INVALID_ARGUMENTS: line 1:26: Catalog 'awsdatacatalog' workgroup property 'nope' does not exist",
    ],
    ['CREATE WORKGROUP "a b"', "INVALID_ARGUMENTS: 'a b' is no name of a workgroup: letters, digits and . _ - are"],
    ['ALTER WORKGROUP w', "SYNTAX_ERROR: line 1:18: mismatched input '<EOF>'. Expecting: 'DISABLE', 'ENABLE', 'SET'"],
  ])('%s fails', async (sql, failure) => {
    expect(await failureOf(lake, sql)).toBe(failure);
  });
});

describe('the use of workgroups', () => {
  test('that are gone or switched off run nothing, but can be left', async () => {
    const session = lake.session({ workgroup: 'nope' });
    expect(await failureOf(session, 'SELECT 1')).toBe('NOT_FOUND: WorkGroup is not found.');
    await rowsOf(session, "SET SESSION workgroup = 'primary'");
    expect(await rowsOf(session, 'SELECT 1')).toEqual([[1]]);
    await rowsOf(lake, 'ALTER WORKGROUP primary DISABLE');
    expect(await failureOf(session, 'SELECT 1')).toBe('QUERY_REJECTED: WorkGroup primary is disabled');
    await rowsOf(session, 'ALTER WORKGROUP primary ENABLE');
    expect(await rowsOf(session, 'SELECT 1')).toEqual([[1]]);
  });

  test('of a governed lake are changed by administrators, and used by whom they name', async () => {
    await rowsOf(lake, "CREATE WORKGROUP etl WITH (users = ARRAY['ana'], roles = ARRAY['loader'])");
    await lake.close();
    lake = await Lake.open(folder, { threads: 1, memoryLimit: '128MiB', admins: ['root'] });
    const [root, ana, ben] = ['root', 'ana', 'ben'].map((principal) =>
      lake.session({ principal, workgroup: 'etl' }),
    ) as Session[];
    const loader = lake.session({ principal: 'carl', roles: ['loader'], workgroup: 'etl' });
    expect(await failureOf(ana!, 'CREATE WORKGROUP mine')).toBe(
      'PERMISSION_DENIED: Access Denied: Cannot change workgroup mine',
    );
    for (const session of [root!, ana!, loader]) expect(await rowsOf(session, 'SELECT 1')).toEqual([[1]]);
    expect(await failureOf(ben!, 'SELECT 1')).toBe('NOT_FOUND: WorkGroup is not found.');
    const names = async (session: Session) => (await rowsOf(session, 'SHOW WORKGROUPS')).map(([name]) => name);
    expect(await names(ana!)).toEqual(['etl', 'primary']);
    expect(await names(ben!)).toEqual(['primary']);
  });
});

describe('limits of a workgroup', () => {
  test('end statements that scan too much', async () => {
    await rowsOf(lake, "CREATE WORKGROUP small WITH (bytes_scanned_cutoff = '100kB')");
    const session = lake.session({ workgroup: 'small' });
    const sql = `SELECT count(DISTINCT origin), sum(delay) FROM '${flightsFile}'`;
    expect(await failureOf(session, sql)).toBe('EXCEEDED_SCAN_LIMIT: Bytes scanned limit was exceeded');
    const [row] = await rowsOf(
      lake,
      "SELECT state, error_name, workgroup, scanned_bytes FROM system.queries WHERE query LIKE 'SELECT count(DIST%' AND workgroup = 'small'",
    );
    expect(row!.slice(0, 3)).toEqual(['CANCELLED', 'EXCEEDED_SCAN_LIMIT', 'small']);
    const whole = await lake.query(sql);
    await whole.toArrays();
    expect(Number(row![3])).toBeLessThan(whole.stats.bytesRead! / 2);
    // What is just enough is enough; the session may ask for less, not for more.
    await rowsOf(lake, `ALTER WORKGROUP small SET PROPERTIES bytes_scanned_cutoff = '${whole.stats.bytesRead}B'`);
    expect(await rowsOf(session, sql)).toHaveLength(1);
    await rowsOf(session, "SET SESSION query_max_scan_physical_bytes = '1kB'");
    expect(await failureOf(session, sql)).toBe('EXCEEDED_SCAN_LIMIT: Bytes scanned limit was exceeded');
  });

  test('end statements that take too long, without the time that they wait', async () => {
    await rowsOf(lake, "CREATE WORKGROUP quick WITH (statement_timeout = '50ms')");
    expect(
      await failureOf(
        lake.session({ workgroup: 'quick' }),
        'SELECT count(*) FROM UNNEST(sequence(1, 5000)) AS a(x), UNNEST(sequence(1, 5000)) AS b(y), UNNEST(sequence(1, 50)) AS c(z) WHERE x * y % 7 = z',
      ),
    ).toBe('EXCEEDED_TIME_LIMIT: Query exceeded the maximum execution time limit of 50.00ms');
  });

  test('let statements wait for each other', async () => {
    await rowsOf(lake, 'CREATE WORKGROUP one WITH (concurrency = 1, queue = 1)');
    const session = lake.session({ workgroup: 'one' });
    const first = await session.query(`SELECT * FROM '${flightsFile}'`);
    const second = session.query('SELECT 2');
    const stop = new AbortController();
    expect(await failureOf(session, 'SELECT 3')).toBe('QUERY_QUEUE_FULL: Too many queued queries for "global.one"');
    // Who only looks need not wait.
    expect(await rowsOf(session, "SHOW WORKGROUPS LIKE 'one'")).toHaveLength(1);
    const states = await rowsOf(
      lake,
      "SELECT query, state FROM system.queries WHERE workgroup = 'one' AND substatement_type = 'SELECT' ORDER BY query_id",
    );
    expect(states.map(([, state]) => state)).toEqual(['RUNNING', 'QUEUED', 'FAILED']);
    await first.close();
    expect(await (await second).toArrays()).toEqual([[2]]);
    const third = await session.query(`SELECT * FROM '${flightsFile}'`);
    const cancelled = session.query('SELECT 4', { signal: stop.signal });
    stop.abort();
    await expect(cancelled).rejects.toMatchObject({ name: 'USER_CANCELED' });
    await third.close();
    expect(await rowsOf(session, 'SELECT 5')).toEqual([[5]]);
  });
});

describe('prepared statements', () => {
  test('are those of the workgroup for who names one, else of the session', async () => {
    await rowsOf(lake, 'CREATE WORKGROUP w');
    const [one, two] = [lake.session({ workgroup: 'w' }), lake.session({ workgroup: 'w' })];
    await rowsOf(one, 'PREPARE p FROM SELECT ? + 1');
    expect(await rowsOf(two, 'EXECUTE p USING 1')).toEqual([[2]]);
    await rowsOf(two, 'PREPARE p FROM SELECT ? + 2');
    expect(await rowsOf(one, 'EXECUTE p USING 1')).toEqual([[3]]);
    const missing = 'NOT_FOUND: Prepared statement not found: p';
    expect(await failureOf(lake, 'EXECUTE p USING 1')).toBe(missing);
    await rowsOf(lake, 'PREPARE own FROM SELECT 7');
    expect(await failureOf(lake.session(), 'EXECUTE own')).toBe('NOT_FOUND: Prepared statement not found: own');
    expect(await failureOf(lake, 'DROP WORKGROUP w')).toBe('CONSTRAINT_VIOLATION: WorkGroup w is not empty');
    await rowsOf(one, 'DEALLOCATE PREPARE p');
    expect(await failureOf(two, 'EXECUTE p USING 1')).toBe(missing);
    expect(await failureOf(two, 'DEALLOCATE PREPARE p')).toBe(missing);
    await rowsOf(one, 'PREPARE p FROM SELECT 1');
    await rowsOf(lake, 'DROP WORKGROUP w CASCADE');
    expect(await failureOf(two, 'EXECUTE p')).toBe(missing);
  });
});

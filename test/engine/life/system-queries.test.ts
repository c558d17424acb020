import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Lake, type Session } from '../../../src/index.js';
import { failureOf, rowsOf } from '../../asking.js';
import { flightsFile } from '../flights.js';

let lake: Lake;
beforeEach(async () => {
  lake = await Lake.open(undefined, { threads: 1, memoryLimit: '128MiB' });
});
afterEach(() => lake.close());

describe('system.queries', () => {
  test('tells what statements were and did', async () => {
    const session = lake.session({
      principal: 'ana',
      source: 'notebook',
      clientTags: ['a', 'b'],
      workgroup: 'primary',
    });
    await rowsOf(session, `SELECT origin FROM '${flightsFile}' LIMIT 3`);
    await failureOf(session, 'SELECT nope');
    await failureOf(session, 'SELEC 1');
    await rowsOf(session, 'SHOW SESSION');
    const rows = await rowsOf(
      session,
      `SELECT state, statement_type, substatement_type, principal, workgroup, source, client_tags, returned_rows, scanned_bytes > 0,
         finished >= submitted, error_name, error_line, error_column
       FROM system.queries WHERE principal = 'ana' ORDER BY query_id`,
    );
    const common = ['ana', 'primary', 'notebook', ['a', 'b']];
    expect(rows).toEqual([
      ['SUCCEEDED', 'DML', 'SELECT', ...common, 3n, true, true, null, null, null],
      ['FAILED', 'DML', 'SELECT', ...common, 0n, false, true, 'COLUMN_NOT_FOUND', 1n, 8n],
      ['FAILED', null, null, ...common, 0n, false, true, 'SYNTAX_ERROR', 1n, 1n],
      ['SUCCEEDED', 'UTILITY', 'SHOW_SESSION', ...common, expect.any(BigInt), false, true, null, null, null],
      ['RUNNING', 'DML', 'SELECT', ...common, 0n, false, null, null, null, null],
    ]);
  });

  test('has the columns of Trino in system.runtime', async () => {
    await rowsOf(lake, 'SELECT 1');
    expect(
      await rowsOf(
        lake,
        `SELECT state, source, query, resource_group_id, created <= started, "end" >= created, error_code
         FROM system.runtime.queries WHERE query LIKE '%1'`,
      ),
    ).toEqual([['FINISHED', null, 'SELECT 1', ['global', 'primary'], true, true, null]]);
    expect(await rowsOf(lake, 'SELECT coordinator, state FROM system.runtime.nodes')).toEqual([[true, 'active']]);
    expect(await rowsOf(lake, 'SELECT * FROM system.runtime.tasks')).toEqual([]);
    expect(await rowsOf(lake, 'SELECT * FROM system.runtime.transactions')).toEqual([]);
  });

  test('shows principals of a governed lake their own statements, administrators all', async () => {
    await using governed = await Lake.open(undefined, { threads: 1, memoryLimit: '128MiB', admins: ['root'] });
    const [root, ana, ben] = ['root', 'ana', 'ben'].map((principal) => governed.session({ principal })) as Session[];
    await rowsOf(ana!, 'SELECT 1');
    await rowsOf(ben!, 'SELECT 2');
    const seen = (session: Session) =>
      rowsOf(session, "SELECT query FROM system.queries WHERE query LIKE 'SELECT _' ORDER BY query_id");
    expect(await seen(ana!)).toEqual([['SELECT 1']]);
    expect(await seen(root!)).toEqual([['SELECT 1'], ['SELECT 2']]);
    const [[id]] = (await rowsOf(root!, "SELECT query_id FROM system.queries WHERE query = 'SELECT 2'")) as [[string]];
    expect(await failureOf(ana!, `CALL system.runtime.kill_query('${id}')`)).toBe(
      `NOT_FOUND: Target query not found: ${id}`,
    );
    expect(await failureOf(ben!, `CALL system.runtime.kill_query('${id}')`)).toBe(
      `NOT_SUPPORTED: Target query is not running: ${id}`,
    );
  });
});

describe('system.runtime.kill_query', () => {
  test('ends a running statement', async () => {
    const result = await lake.query(`SELECT * FROM '${flightsFile}'`);
    await rowsOf(lake, `CALL system.runtime.kill_query(query_id => '${result.queryId}', message => 'enough')`);
    await expect(result.toArrays()).rejects.toMatchObject({
      name: 'ADMINISTRATIVELY_KILLED',
      message: 'Query killed. Message: enough',
      queryId: result.queryId,
    });
    expect(
      await rowsOf(lake, `SELECT state, error_message FROM system.queries WHERE query_id = '${result.queryId}'`),
    ).toEqual([['CANCELLED', 'Query killed. Message: enough']]);
  });

  test('takes its arguments as Trino does', async () => {
    const id = '20261121_000000_00000_aaaaa';
    for (const [args, failure] of [
      [`'${id}'`, `NOT_FOUND: Target query not found: ${id}`],
      ['', "INVALID_ARGUMENTS: line 1:1: Required procedure argument 'QUERY_ID' is missing"],
      [`query_id => '${id}', z => 1`, 'INVALID_ARGUMENTS: line 1:75: Unknown argument name: Z'],
      [`'${id}', message => 'y'`, 'INVALID_ARGUMENTS: line 1:1: Named and positional arguments cannot be mixed'],
      [`query_id => 'a', query_id => 'b'`, 'INVALID_ARGUMENTS: line 1:49: Duplicate procedure argument: QUERY_ID'],
      [`'a', 'b', 'c'`, 'INVALID_ARGUMENTS: line 1:1: Too many arguments for procedure'],
      ['query_id => 1', 'TYPE_MISMATCH: line 1:44: Cannot cast type integer to varchar'],
    ])
      expect(await failureOf(lake, `CALL system.runtime.kill_query(${args})`)).toBe(failure);
    expect(await failureOf(lake, 'CALL system.runtime.nope(1)')).toBe(
      'PROCEDURE_NOT_FOUND: Procedure not registered: runtime.nope',
    );
    expect(await failureOf(lake, "CALL nope.runtime.kill_query('x')")).toBe(
      "CATALOG_NOT_FOUND: line 1:1: Catalog 'nope' not found",
    );
  });

  test('is left early without rows: cancelled', async () => {
    const result = await lake.query(`SELECT * FROM '${flightsFile}'`);
    for await (const _row of result) break;
    expect(
      await rowsOf(lake, `SELECT state, error_name FROM system.queries WHERE query_id = '${result.queryId}'`),
    ).toEqual([['CANCELLED', 'USER_CANCELED']]);
  });
});

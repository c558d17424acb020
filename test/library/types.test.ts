import type { Table } from 'apache-arrow';
import { describe, expectTypeOf, test } from 'vitest';
import {
  type ErrorCode,
  type Explanation,
  Lake,
  type LakeError,
  type PreparedStatement,
  type QueryResult,
  type QueryStats,
  type RowObject,
  typed,
  type UserParameter,
  type UserValue,
} from '../../src/index.js';

interface Person {
  readonly name: string;
  readonly born: bigint | null;
}

// Checked by the compiler: nothing here runs a query.
declare const lake: Lake;
const never = async (): Promise<void> => {
  expectTypeOf(await lake.query('')).toEqualTypeOf<QueryResult<RowObject>>();
  expectTypeOf(await lake.query<Person>('')).toEqualTypeOf<QueryResult<Person>>();
  expectTypeOf(await lake.sql<Person>`SELECT ${1}`).toEqualTypeOf<QueryResult<Person>>();
  expectTypeOf(await lake.session().query<Person>('')).toEqualTypeOf<QueryResult<Person>>();
  const result = await lake.query<Person>('');
  expectTypeOf(await result.toArray()).toEqualTypeOf<Person[]>();
  expectTypeOf(await result.toArrays()).toEqualTypeOf<UserValue[][]>();
  expectTypeOf(await result.toArrow()).toEqualTypeOf<Table>();
  expectTypeOf(result.stats).toEqualTypeOf<QueryStats>();
  for await (const row of result) expectTypeOf(row).toEqualTypeOf<Person>();
  for await (const piece of result.arrowStream()) expectTypeOf(piece).toEqualTypeOf<Uint8Array>();
  const prepared = await lake.prepare<Person>('');
  expectTypeOf(prepared).toEqualTypeOf<PreparedStatement<Person>>();
  expectTypeOf(await prepared.query([1, 'a', null, [1n]])).toEqualTypeOf<QueryResult<Person>>();
  expectTypeOf(await lake.explain('')).toEqualTypeOf<Explanation>();
  // @ts-expect-error: a row is an object
  await lake.query<string>('');
  // @ts-expect-error: an object has no SQL type of its own
  await lake.sql`SELECT ${{ a: 1 }}`;
  // @ts-expect-error: an option that does not exist
  await lake.query('', { values: { bigint: 'float' } });
  // @ts-expect-error: rows are objects
  await lake.register('t', [1, 2]);
};

describe('types', () => {
  test('follow the row that is said', () => {
    expectTypeOf(never).returns.resolves.toBeVoid();
  });

  test('say what parameters and errors are', () => {
    expectTypeOf<Date>().toExtend<UserParameter>();
    expectTypeOf<readonly (number | null)[]>().toExtend<UserParameter>();
    expectTypeOf(typed('date', '2024-01-01')).toExtend<UserParameter>();
    expectTypeOf<symbol>().not.toExtend<UserParameter>();
    expectTypeOf<LakeError['name']>().toEqualTypeOf<ErrorCode>();
    expectTypeOf<'COLUMN_NOT_FOUND'>().toExtend<ErrorCode>();
    expectTypeOf(Lake.open).returns.resolves.toEqualTypeOf<Lake>();
  });
});

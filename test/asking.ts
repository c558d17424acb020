import { type Lake, LakeError, type Session } from '../src/index.js';

/** What statements are asked of. */
export type Asked = Pick<Session | Lake, 'query'>;

/** What `failureOf` gives of a statement that succeeds. */
export const noFailure = 'no error';

/** Runs a statement and gives its rows. */
export const rowsOf = async (asked: Asked, sql: string): Promise<unknown[][]> => (await asked.query(sql)).toArrays();

/** Runs a statement and gives its error as `NAME: message`. */
export async function failureOf(asked: Asked, sql: string): Promise<string> {
  try {
    await rowsOf(asked, sql);
  } catch (error) {
    if (error instanceof LakeError) return `${error.name}: ${error.message}`;
    throw error;
  }
  return noFailure;
}

/** Asks a lake as its principals; as its opener where none is named. */
export function askingAs(lake: () => Lake) {
  const as = (principal: string | undefined): Asked =>
    principal === undefined ? lake() : lake().session({ principal });
  return {
    rowsAs: (principal: string | undefined, sql: string) => rowsOf(as(principal), sql),
    errorAs: (principal: string | undefined, sql: string) => failureOf(as(principal), sql),
  };
}

import { differenceAcross } from '../../native-bench/answers/cross-engine.js';
import type { Answer, SqlEngine } from '../../native-bench/engines/engine.js';
import { type Lake, LakeError, type Session } from '../../src/index.js';
import { randomTableColumns } from '../differential/tables.js';

// The tables of random queries with what bob may see of them, and how outcomes of two sessions are compared.

/** What is granted of a table, and what is left of it. */
export interface Restriction {
  readonly statements: readonly string[];
  /** The rows that are left, and the columns. */
  readonly rows: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly hidden: readonly string[];
}

const same = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, name]));
const allNames = randomTableColumns.map(([name]) => name);
const without = (...names: readonly string[]): readonly string[] => allNames.filter((name) => !names.includes(name));

/** What bob may see of each table: rows, columns, both, and columns in some rows. */
export const restrictions: Readonly<Record<string, Restriction>> = {
  a: {
    statements: [
      "CREATE DATA FILTER f ON a WHERE k > 0 AND s <> 'red'",
      'GRANT SELECT ON DATA FILTER f ON a TO USER bob',
    ],
    rows: "k > 0 AND s <> 'red'",
    columns: same(allNames),
    hidden: [],
  },
  b: {
    statements: [
      `CREATE DATA FILTER f ON b COLUMNS (${without('m').join(', ')}) WHERE id < 100`,
      `CREATE DATA FILTER g ON b COLUMNS (${without('m', 'n', 'u').join(', ')}) WHERE b = true OR s IN ('blue', 'Red')`,
      'GRANT SELECT ON DATA FILTER f ON b TO USER bob',
      'GRANT SELECT ON DATA FILTER g ON b TO USER bob',
    ],
    rows: "id < 100 OR b = true OR s IN ('blue', 'Red')",
    columns: {
      ...same(without('m')),
      n: 'CASE WHEN id < 100 THEN n END',
      u: 'CASE WHEN id < 100 THEN u END',
    },
    hidden: ['m'],
  },
  c: {
    statements: [`GRANT SELECT (${without('t').join(', ')}) ON c TO USER bob`],
    rows: 'true',
    columns: same(without('t')),
    hidden: ['t'],
  },
  z: { statements: ['GRANT SELECT ON z TO USER bob'], rows: 'true', columns: same(allNames), hidden: [] },
};

/** The schema of `viewStatements`. */
export const viewSchema = 'seen';

/** Makes views that show bob, who may read nothing else of the tables by them, what the restrictions leave, with their owner's rights. */
export const viewStatements: readonly string[] = [
  `CREATE DATABASE ${viewSchema}`,
  ...Object.entries(restrictions).flatMap(([name, { rows, columns }]) => {
    const items = Object.entries(columns).map(([column, value]) => `${value} AS ${column}`);
    const query = `SELECT ${items.join(', ')} FROM default.${name} WHERE ${rows}`;
    return [
      `CREATE VIEW ${viewSchema}.${name} SECURITY DEFINER AS ${query}`,
      `GRANT SELECT ON ${viewSchema}.${name} TO USER bob`,
    ];
  }),
];

/** What a query gave. */
export type Outcome = { readonly answer: Answer } | { readonly error: string };

/** Runs a query to its end. */
export async function outcomeOf(session: Session, sql: string): Promise<Outcome> {
  try {
    const result = await session.query(sql, { timeoutMs: 60_000 });
    return { answer: { columns: result.columns, rows: await result.toArrays() } };
  } catch (error) {
    if (error instanceof LakeError) return { error: `${error.name} ${error.message}` };
    throw error;
  }
}

/** Returns what is different between two outcomes: rows, names, types, the error's name, message or position. */
export function difference(a: Outcome, b: Outcome, ordered: boolean): string | undefined {
  if ('error' in a || 'error' in b) {
    const texts = [a, b].map((outcome) => ('error' in outcome ? outcome.error : 'rows'));
    return texts[0] === texts[1] ? undefined : `${texts[0]} against ${texts[1]}`;
  }
  const shapes = [a, b].map(({ answer }) => JSON.stringify(answer.columns));
  if (shapes[0] !== shapes[1]) return `${shapes[0]} against ${shapes[1]}`;
  return differenceAcross(a.answer, b.answer, ordered);
}

/** Gives a lake as what tables are made in. */
export const tablesOf = (lake: Lake): SqlEngine => ({
  name: 'lakelet',
  createTable: ({ name, files, columns }) => lake.createTable(name, { location: files, columns: columns ?? [] }),
  query: () => Promise.reject(new Error('only tables are made here')),
  close: () => Promise.resolve(),
});

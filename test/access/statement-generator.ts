import { seededRandom } from '../../datasets/random.js';
import { LakeError, type Session } from '../../src/index.js';
import { randomQuery } from '../differential/query-generator.js';
import { render } from '../differential/query-tree.js';
import { randomTableColumns } from '../differential/tables.js';
import { difference, type Outcome, outcomeOf } from './restricted-tables.js';

// Random statements other than queries that a principal may try on tables of which it sees a part, and what it is told of them.

/** Statements that run one after the other. */
export interface RandomStatements {
  readonly texts: readonly string[];
  /** Says of a statement that its rows have an order. */
  isOrdered(text: string): boolean;
  /** Also a copy from which all was taken out that is hidden answers the same. */
  readonly holdForCopies: boolean;
}

/** A table by partitions that the restrictions of `a` hold for, made from `a`. */
export const partitionedTable = {
  make: "CREATE TABLE p WITH (partitioned_by = ARRAY['s']) AS SELECT id, k, n, s FROM a",
  restrict: ["CREATE DATA FILTER f ON p WHERE k > 0 AND s <> 'red'", 'GRANT SELECT ON DATA FILTER f ON p TO USER bob'],
  /** What bob makes is in a schema of his own. */
  own: ['CREATE DATABASE mine', 'GRANT CREATE_TABLE ON SCHEMA mine TO USER bob'],
} as const;

const [forCopies, forOthers] = [true, false];

/** Each takes a table, a column, a query and a number that no other statement has. */
const kinds: readonly (readonly [
  holdForCopies: boolean,
  texts: (table: string, column: string, query: string, id: number) => readonly string[],
])[] = [
  [forCopies, () => ['SHOW TABLES']],
  [forCopies, (table) => [`SHOW COLUMNS FROM ${table}`]],
  [forCopies, (table) => [`DESCRIBE ${table}`]],
  [forOthers, (table) => [`DESCRIBE FORMATTED ${table}`]],
  [forCopies, (table, column) => [`DESCRIBE ${table} ${column}`]],
  [forOthers, (table) => [`SHOW CREATE TABLE ${table}`, `SHOW TBLPROPERTIES ${table}`]],
  [forOthers, (table) => [`SHOW STATS FOR ${table}`]],
  [forOthers, (_table, _column, query) => [`SHOW STATS FOR (${query})`]],
  [forCopies, () => ['SHOW PARTITIONS p', 'SELECT * FROM "p$partitions" ORDER BY 1']],
  [forOthers, (table) => ['SHOW GRANTS', `SHOW GRANTS ON ${table}`]],
  [forCopies, (table) => [`SHOW DATA FILTERS ON ${table}`]],
  [
    forCopies,
    (table) => [
      `SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'default' AND table_name = '${table}'`,
    ],
  ],
  [forOthers, () => ['SELECT * FROM information_schema.table_privileges', 'SELECT * FROM information_schema.views']],
  [
    forCopies,
    () => ["SELECT table_name, column_name, type_name FROM system.jdbc.columns WHERE table_schem = 'default'"],
  ],
  [forCopies, () => ["SELECT table_name, comment FROM system.metadata.table_comments WHERE schema_name = 'default'"]],
  [forOthers, (table, column) => [`SELECT "$path", "$file_size", "$file_modified_time", ${column} FROM ${table}`]],
  [forCopies, (table, column) => [`SELECT count(${column}), count(*) FROM ${table} TABLESAMPLE BERNOULLI (100)`]],
  [forCopies, (table, column) => [`SELECT approx_distinct(${column}), min(${column}), max(${column}) FROM ${table}`]],
  [forCopies, (_table, _column, query) => [`EXPLAIN (TYPE VALIDATE) ${query}`]],
  [forOthers, (_table, _column, query) => [`EXPLAIN ${query}`, `EXPLAIN ANALYZE ${query}`]],
  [forOthers, (_table, _column, query) => [`EXPLAIN (TYPE IO, FORMAT JSON) ${query}`]],
  [
    forCopies,
    (_table, _column, query) => [`PREPARE q FROM ${query}`, 'DESCRIBE OUTPUT q', 'EXECUTE q', 'DEALLOCATE PREPARE q'],
  ],
  [
    forCopies,
    (_table, _column, query, id) => [
      `CREATE TABLE mine.t${id} AS ${query}`,
      `SELECT * FROM mine.t${id}`,
      `DROP TABLE mine.t${id}`,
    ],
  ],
  [
    forCopies,
    (_table, _column, query, id) => [
      `CREATE VIEW mine.v${id} AS ${query}`,
      `SELECT * FROM mine.v${id}`,
      `DESCRIBE mine.v${id}`,
      `DROP VIEW mine.v${id}`,
    ],
  ],
  [forOthers, (_table, _column, query) => [query, lastOf('system.queries', 'query_id')]],
  [forOthers, (table, column) => [`SELECT ${column} FROM ${table}`, lastOf('system.audit', 'id')]],
  [forCopies, (table, column) => [`DELETE FROM ${table} WHERE ${column} IS NULL`]],
  [forCopies, (table, column) => [`UPDATE ${table} SET ${column} = NULL WHERE 1 / id > 0`]],
  [
    forCopies,
    (table, column) => [
      `MERGE INTO ${table} t USING a s ON t.id = s.id WHEN MATCHED THEN UPDATE SET ${column} = s.${column}`,
    ],
  ],
  [forCopies, (table, column) => [`INSERT INTO ${table} (${column}) SELECT ${column} FROM ${table}`]],
  [forCopies, (table) => [`TRUNCATE TABLE ${table}`, `DROP TABLE ${table}`]],
  [forOthers, (table) => [`ANALYZE ${table}`, `SHOW STATS FOR ${table}`]],
  [forCopies, (table) => [`OPTIMIZE ${table} REWRITE DATA USING BIN_PACK`, `ALTER TABLE ${table} ADD COLUMNS (q int)`]],
  [forCopies, (table, column) => [`GRANT SELECT (${column}) ON ${table} TO USER cal`]],
  [forCopies, (table, column) => [`CREATE DATA FILTER own ON ${table} COLUMNS (${column})`]],
];

// What differs between two lakes although nothing hidden decides about it is left out: times, ids, memory.
const lastOf = (table: 'system.queries' | 'system.audit', order: string): string =>
  table === 'system.queries'
    ? `SELECT query, state, scanned_bytes, scanned_rows, returned_rows, spilled_bytes, error_name, error_message FROM ${table} ORDER BY ${order} DESC LIMIT 2 OFFSET 1`
    : `SELECT action, object, columns, row_filter_applied, decision, reason, rows_out, bytes_scanned FROM ${table} ORDER BY ${order} DESC LIMIT 2`;

/** Makes the statements of a seed. */
export function randomStatements(seed: number): RandomStatements {
  const random = seededRandom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const [holdForCopies, texts] = pick(kinds);
  const table = pick(['a', 'a', 'b', 'b', 'c', 'p', 'z', 'nope']);
  const column = pick([...randomTableColumns.map(([name]) => name), 'm', 't', 'nope']);
  const { tree, ordered } = randomQuery(seed);
  const query = render(tree, 'lakelet');
  // An ORDER BY inside of the query orders nothing.
  const isOrdered = (text: string): boolean =>
    text.includes(query) ? ordered || text.startsWith('EXPLAIN') : / ORDER BY | OFFSET /.test(text);
  return { holdForCopies, isOrdered, texts: texts(table, column, query, seed) };
}

// Times, and where a lake keeps its files.
const places = /(?<=(?:elapsed|planning)Ms: |timeMs\W{1,3})[\d.]+|\/[^'"\s]+|\b\d{10}\b|\w+ \w+ +\d+ [\d:]+ UTC \d{4}/g;

/** Leaves out what differs between two lakes whatever is hidden. */
const withoutPlaces = (value: unknown): unknown => (typeof value === 'string' ? value.replace(places, '#') : value);

/** Runs statements in two sessions; tells the first difference of their outcomes, and with `numbers` of those that results tell. */
export async function differenceOf(
  { texts, isOrdered }: RandomStatements,
  sessions: readonly [Session, Session],
  numbers: boolean,
): Promise<string | undefined> {
  for (const text of texts) {
    const outcomes = await Promise.all(sessions.map((session) => outcomeOf(session, text)));
    const [one, other] = outcomes.map((outcome) =>
      'answer' in outcome && /^EXPLAIN ANALYZE|^SHOW CREATE|^SHOW TBLPROPERTIES|^DESCRIBE/.test(text)
        ? { answer: { ...outcome.answer, rows: outcome.answer.rows.map((row) => row.map(withoutPlaces)) } }
        : outcome,
    ) as [Outcome, Outcome];
    const problem = difference(one, other, isOrdered(text));
    if (problem) return `${text}\n    ${problem}`;
    // Rows without an order are written in any, and take more or fewer bytes by it.
    if (!numbers || / mine\.t/.test(text) || !/^(?:SELECT|WITH|EXECUTE|EXPLAIN|SHOW)/.test(text) || 'error' in one)
      continue;
    const [first, second] = await Promise.all(sessions.map((session) => numbersOf(session, text)));
    if (first !== second) return `${text}\n    ${first} against ${second}`;
  }
  return undefined;
}

/** Names the numbers that a result tells, and gives those that do not depend on time or memory. */
export async function numbersOf(session: Session, sql: string): Promise<string> {
  try {
    const result = await session.query(sql, { timeoutMs: 60_000 });
    await result.toArrays();
    const { elapsedMs, planningMs, peakMemoryBytes, ...rest } = result.stats;
    return JSON.stringify(rest);
  } catch (error) {
    if (error instanceof LakeError) return error.name;
    throw error;
  }
}

import type { HiveStatement } from '../ast/hive.js';
import { skipBlanks } from '../parser/tokenize.js';
import { parseAlterHiveTable } from './alter-hive-table.js';
import { parseCreateHiveTable } from './create-hive-table.js';
import { parseAlterDatabase, parseCreateDatabase, parseDropDatabase } from './databases.js';
import { HiveCursor } from './hive-cursor.js';
import { scanHiveToken } from './hive-token.js';
import {
  parseDescribeTable,
  parseDropHiveTable,
  parseRepairTable,
  parseShowHive,
  parseUnsupported,
} from './show-hive.js';

/** Parses statements that begin with some words. */
interface HiveGrammarEntry {
  readonly words: readonly string[];
  readonly parse: (cursor: HiveCursor) => HiveStatement;
  /** Says which grammar is tried first where Trino's has statements that begin alike. */
  readonly trino?: 'after' | 'before';
}

const named = (...words: readonly string[]): HiveGrammarEntry => ({
  words,
  parse: (cursor) => parseUnsupported(cursor, words.join(' '), cursor.position),
});

const entries: readonly HiveGrammarEntry[] = [
  { words: ['CREATE', 'EXTERNAL', 'TABLE'], parse: parseCreateHiveTable },
  { words: ['CREATE', 'TABLE'], parse: parseCreateHiveTable, trino: 'after' },
  { words: ['CREATE', 'DATABASE'], parse: parseCreateDatabase },
  { words: ['CREATE', 'SCHEMA'], parse: parseCreateDatabase, trino: 'after' },
  { words: ['ALTER', 'DATABASE'], parse: parseAlterDatabase },
  { words: ['ALTER', 'SCHEMA'], parse: parseAlterDatabase, trino: 'after' },
  { words: ['ALTER', 'TABLE'], parse: parseAlterHiveTable, trino: 'after' },
  { words: ['DROP', 'DATABASE'], parse: parseDropDatabase },
  { words: ['DROP', 'SCHEMA'], parse: parseDropDatabase, trino: 'after' },
  { words: ['DROP', 'TABLE'], parse: parseDropHiveTable, trino: 'after' },
  { words: ['MSCK'], parse: parseRepairTable },
  { words: ['DESCRIBE', 'INPUT'], parse: parseDescribeTable, trino: 'before' },
  { words: ['DESCRIBE', 'OUTPUT'], parse: parseDescribeTable, trino: 'before' },
  { words: ['DESCRIBE'], parse: parseDescribeTable, trino: 'after' },
  { words: ['DESC'], parse: parseDescribeTable, trino: 'after' },
  { words: ['SHOW', 'CREATE', 'TABLE'], parse: parseShowHive, trino: 'after' },
  { words: ['SHOW', 'DATABASES'], parse: parseShowHive },
  { words: ['SHOW', 'PARTITIONS'], parse: parseShowHive },
  { words: ['SHOW', 'TBLPROPERTIES'], parse: parseShowHive },
  { words: ['SHOW', 'VIEWS'], parse: parseShowHive },
  { words: ['SHOW', 'COMPACTIONS'], parse: parseShowHive },
  { words: ['SHOW', 'INDEX'], parse: parseShowHive },
  { words: ['SHOW', 'INDEXES'], parse: parseShowHive },
  { words: ['SHOW', 'LOCKS'], parse: parseShowHive },
  { words: ['SHOW', 'PRINCIPALS'], parse: parseShowHive },
  { words: ['SHOW', 'TRANSACTIONS'], parse: parseShowHive },
  { words: ['SHOW', 'CONF'], parse: parseShowHive },
  { words: ['SHOW', 'TABLES'], parse: parseShowHive, trino: 'before' },
  { words: ['SHOW', 'SCHEMAS'], parse: parseShowHive, trino: 'before' },
  { words: ['SHOW', 'COLUMNS'], parse: parseShowHive, trino: 'before' },
  named('ALTER', 'INDEX'),
  named('CREATE', 'INDEX'),
  named('SHOW', 'GRANT'),
  named('SHOW', 'ROLE', 'GRANT'),
  named('CREATE', 'TEMPORARY', 'MACRO'),
  named('CREATE', 'TEMPORARY', 'TABLE'),
  named('CREATE', 'TEMPORARY', 'FUNCTION'),
  named('DROP', 'INDEX'),
  named('DROP', 'TEMPORARY', 'MACRO'),
  named('DROP', 'TEMPORARY', 'FUNCTION'),
  named('DFS'),
  named('EXPORT', 'TABLE'),
  named('IMPORT'),
  named('LOAD', 'DATA'),
  named('LOCK', 'TABLE'),
  named('LOCK', 'DATABASE'),
  named('UNLOCK', 'TABLE'),
  named('UNLOCK', 'DATABASE'),
  named('INSERT', 'OVERWRITE'),
  named('USING', 'EXTERNAL', 'FUNCTION'),
];

/** Tells whether the statement that begins at `start` can only be of the Hive grammar. */
export function isHiveStart(text: string, start: number): boolean {
  const words: string[] = [];
  for (let at = start; words.length < leadingWordsMax && at < text.length; ) {
    const token = scanHiveToken(text, at);
    if (token.kind !== 'word') break;
    words.push(token.value);
    at = skipBlanks(text, token.end);
  }
  const entry = entries.find((candidate) => candidate.words.every((word, index) => words[index] === word));
  return entry !== undefined && entry.trino === undefined;
}

const leadingWordsMax = 3;
const firstWords = new Set(entries.map(({ words }) => words[0]!));

/** A way to parse a text as a statement of the Hive grammar, found by its leading words. */
export interface HiveReading {
  readonly trino: 'after' | 'before' | undefined;
  parse(): HiveStatement;
}

/** Finds the statements of the Hive grammar that begin as a text does. */
export function findHiveReading(text: string): HiveReading | undefined {
  const [first] = /[a-zA-Z]+/.exec(text) ?? [];
  // Most texts are queries: only those that may be Hive's are split into its tokens, unless a comment is in front.
  if (first === undefined || (!firstWords.has(first.toUpperCase()) && !/^\s*(--|\/\*)/.test(text))) return undefined;
  const cursor = new HiveCursor(text);
  const entry = entries.find(({ words }) =>
    words.every((word, offset) => cursor.peek(offset).kind === 'word' && cursor.peek(offset).value === word),
  );
  if (!entry) return undefined;
  return {
    trino: entry.trino,
    parse: () => {
      const statement = entry.parse(cursor);
      cursor.expectEnd();
      return statement;
    },
  };
}

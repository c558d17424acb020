import { SqlRandom, sqlText } from '../random.js';
import * as words from './words.js';

const types: Record<string, string> = {
  sk: 'BIGINT',
  int: 'INTEGER',
  text: 'VARCHAR',
  money: 'DECIMAL(7,2)',
  rate: 'DECIMAL(5,2)',
  date: 'DATE',
};

/**
 * Writes a SELECT from lines of the form `column type expression`, the type one of sk, int, text, money, rate and date.
 */
export function selectLines(lines: string, from: string): string {
  const columns = lines
    .split('\n')
    .map((line) => /^\s*(\w+)\s+(\w+)\s+(.+?)\s*$/.exec(line))
    .filter((match) => match !== null)
    .map(([, name, type, expression]) => `CAST(${expression} AS ${types[type!]}) AS ${name}`);
  return `SELECT ${columns.join(',\n')} FROM ${from}`;
}

/** Writes expressions over the surrogate key `k` of a table's rows. */
export class RowSql {
  readonly random: SqlRandom;
  private readonly table: string;

  constructor(table: string, seed: number) {
    this.table = table;
    this.random = new SqlRandom(seed);
  }

  int(use: string, low: number, high: number, key = 'k'): string {
    return this.random.integer(key, `${this.table} ${use}`, low, high);
  }

  pick(use: string, list: readonly string[], key = 'k'): string {
    return this.random.pick(key, `${this.table} ${use}`, list);
  }

  /** Writes a value that is NULL in a share of the rows. */
  orNull(use: string, value: string, share = 0.03, key = 'k'): string {
    return `CASE WHEN ${this.random.chance(key, `${this.table} ${use} null`, share)} THEN NULL ELSE ${value} END`;
  }

  money(use: string, low: number, high: number, key = 'k'): string {
    return `${this.int(use, low * 100, high * 100, key)} / 100.0`;
  }

  flag(use: string, share: number): string {
    return `CASE WHEN ${this.random.chance('k', `${this.table} ${use}`, share)} THEN 'Y' ELSE 'N' END`;
  }

  /** Writes words of nonsense. */
  words(use: string, count: number): string {
    const all = [...words.syllables, ...words.colours, ...words.streets.map((street) => street.toLowerCase())];
    return Array.from({ length: count }, (_, i) => this.pick(`${use} ${i}`, all)).join(` || ' ' || `);
  }

  person(use: string): string {
    return `${this.pick(`${use} first`, words.firstNames)} || ' ' || ${this.pick(`${use} last`, words.lastNames)}`;
  }

  /** Writes the ten columns of an address, lines for `selectLines`. */
  address(prefix: string): string {
    return `${prefix}_street_number text ${this.int('street number', 1, 1000)}
      ${prefix}_street_name text ${this.pick('street', words.streets)}
      ${prefix}_street_type text ${this.pick('street type', words.streetTypes)}
      ${prefix}_suite_number text 'Suite ' || ${this.int('suite', 0, 99)}
      ${prefix}_city text ${this.pick('city', words.cities)}
      ${prefix}_county text ${this.pick('county', words.counties)}
      ${prefix}_state text ${this.pick('state', words.states)}
      ${prefix}_zip text ${this.pick('zip', words.zips)}
      ${prefix}_country text 'United States'
      ${prefix}_gmt_offset rate -5 - ${this.int('offset', 0, 3)}`;
  }
}

/** Writes the 16 letters of a business key. */
export function businessKey(key: string): string {
  const letters = Array.from({ length: 6 }, (_, i) => `chr(65 + (((${key}) // ${16 ** i}) % 16)::INTEGER)`);
  return `'AAAAAAAA' || ${letters.join(' || ')} || 'BA'`;
}

/** Writes columns of a table whose business keys have two versions: the older is closed, the newer is open. */
export function versionColumns(prefix: string, idColumn: string): string {
  return `${idColumn} text ${businessKey('(k + 1) // 2')}
    ${prefix}_rec_start_date date CASE WHEN k % 2 = 1 THEN DATE '1997-10-27' ELSE DATE '2000-10-27' END
    ${prefix}_rec_end_date date CASE WHEN k % 2 = 1 THEN DATE '2000-10-26' ELSE NULL END`;
}

/** Writes rows 1 … count as `k`. */
export function keys(count: number): string {
  return `range(1, ${count + 1}) AS r(k)`;
}

/** Writes the case of an index among texts. */
export function textAt(index: string, texts: readonly string[]): string {
  return `[${texts.map(sqlText).join(', ')}][1 + (${index})::INTEGER]`;
}

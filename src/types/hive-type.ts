/**
 * Types as Hive and Glue spell them: `struct<a:int,b:array<string>>`, `map<string,int>`, `decimal(10,2)`, `timestamp`.
 * Hive has no word for some of our types; those keep Trino's spelling (`timestamp(6)`, `uuid`), which Hive itself would refuse.
 * Source: Hive's TypeInfoUtils and Athena's list of data types.
 */
import { LakeError, type Position } from '../base/lake-error.js';
import { parseType } from './parse-type.js';
import {
  arrayType,
  BIGINT,
  BOOLEAN,
  charType,
  DATE,
  DOUBLE,
  decimalType,
  INTEGER,
  mapType,
  REAL,
  type RowField,
  rowType,
  SMALLINT,
  type SqlType,
  TINYINT,
  timestampType,
  typeText,
  VARBINARY,
  VARCHAR,
  varcharType,
} from './sql-type.js';

const hiveTimestampDigits = 3;
const nestingMax = 200;
const limits = { char: 255, varchar: 65_535 } as const;
const precisionMax = 38;
const decimalDefault = { precision: 10, scale: 0 } as const;

const named: Readonly<Record<string, SqlType>> = {
  boolean: BOOLEAN,
  tinyint: TINYINT,
  smallint: SMALLINT,
  int: INTEGER,
  integer: INTEGER,
  bigint: BIGINT,
  long: BIGINT,
  float: REAL,
  double: DOUBLE,
  string: VARCHAR,
  binary: VARBINARY,
  date: DATE,
  timestamp: timestampType(hiveTimestampDigits),
};
const spellings: Partial<Record<SqlType['kind'], string>> = {
  boolean: 'boolean',
  tinyint: 'tinyint',
  smallint: 'smallint',
  integer: 'int',
  bigint: 'bigint',
  real: 'float',
  double: 'double',
  varbinary: 'binary',
  date: 'date',
};

/** Reads a type in Hive's spelling. Throws TYPE_NOT_FOUND, with the position if there is one. */
export function parseHiveType(text: string, position?: Position): SqlType {
  const reader = new HiveTypeReader(text, position);
  const type = reader.type();
  reader.expectEnd();
  return type;
}

/** Prints a type as Hive spells it; see the head of this file for what Hive has no word for. */
export function hiveTypeText(type: SqlType): string {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'varchar':
      return type.length === undefined ? 'string' : type.length > limits.varchar ? 'string' : `varchar(${type.length})`;
    case 'char':
      return `char(${type.length})`;
    case 'timestamp':
      return type.precision === hiveTimestampDigits ? 'timestamp' : typeText(type);
    case 'array':
      return `array<${hiveTypeText(type.element)}>`;
    case 'map':
      return `map<${hiveTypeText(type.key)},${hiveTypeText(type.value)}>`;
    case 'row':
      if (type.fields.some(({ name }) => name === undefined)) return typeText(type);
      return `struct<${type.fields.map(({ name, type: field }) => `${fieldName(name!)}:${hiveTypeText(field)}`).join(',')}>`;
    default:
      return spellings[type.kind] ?? typeText(type);
  }
}

/** Tells whether Hive itself knows a type, as the columns of a table that other engines read must be. */
export function isHiveType(type: SqlType): boolean {
  switch (type.kind) {
    case 'decimal':
    case 'varchar':
    case 'timestamp':
      return true;
    case 'char':
      return type.length <= limits.char;
    case 'array':
      return isHiveType(type.element);
    case 'map':
      return isHiveType(type.key) && isHiveType(type.value);
    case 'row':
      return type.fields.every((field) => field.name !== undefined && isHiveType(field.type));
    default:
      return spellings[type.kind] !== undefined;
  }
}

const fieldName = (name: string): string =>
  /^[\p{Ll}\p{N}_.$-]+$/u.test(name) ? name : `\`${name.replaceAll('`', '``')}\``;

const tokenPattern = /\s*(?:`((?:[^`]|``)*)`|([\p{L}\p{N}_.$-]+)|([(),<>:]))/uy;

interface HiveTypeToken {
  readonly word: string | undefined;
  readonly symbol: string | undefined;
  readonly quoted: boolean;
  readonly end: number;
}

class HiveTypeReader {
  readonly #text: string;
  readonly #position: Position | undefined;
  readonly #end: number;
  #at = 0;
  #depth = 0;

  constructor(text: string, position: Position | undefined) {
    this.#text = text;
    this.#position = position;
    this.#end = text.trimEnd().length;
  }

  type(): SqlType {
    if (++this.#depth > nestingMax) throw this.#unknown();
    const start = this.#at;
    const name = this.#word().toLowerCase();
    const type = this.#named(name) ?? this.#foreign(start);
    this.#depth--;
    return type;
  }

  expectEnd(): void {
    if (this.#at < this.#end) throw this.#unknown();
  }

  #named(name: string): SqlType | undefined {
    switch (name) {
      case 'array':
        return this.#peek() === '<' ? this.#between(() => arrayType(this.type())) : undefined;
      case 'map':
        return this.#peek() === '<' ? this.#between(() => this.#map()) : undefined;
      case 'struct':
        return this.#between(() => rowType(this.#fields()));
      case 'varchar':
        return this.#peek() === '(' ? varcharType(this.#length(limits.varchar)) : undefined;
      case 'char':
        return this.#peek() === '(' ? charType(this.#length(limits.char)) : undefined;
      case 'decimal':
      case 'numeric':
        return this.#decimal();
      default:
        return this.#peek() === '(' || !Object.hasOwn(named, name) ? undefined : this.#timestamp(name);
    }
  }

  /** `timestamp with time zone` is Trino's. */
  #timestamp(name: string): SqlType | undefined {
    return name === 'timestamp' && this.#peek() === 'with' ? undefined : named[name];
  }

  #map(): SqlType {
    const key = this.type();
    this.#expect(',');
    return mapType(key, this.type());
  }

  #fields(): RowField[] {
    const fields: RowField[] = [];
    do {
      const name = this.#fieldName();
      this.#expect(':');
      fields.push({ name, type: this.type() });
    } while (this.#accept(','));
    return fields;
  }

  /** A quoted name keeps its case. */
  #fieldName(): string {
    const quoted = this.#next()?.quoted;
    const name = this.#word();
    return quoted ? name : name.toLowerCase();
  }

  #decimal(): SqlType {
    if (!this.#accept('(')) return decimalType(decimalDefault.precision, decimalDefault.scale);
    const precision = this.#integer();
    const scale = this.#accept(',') ? this.#integer() : 0;
    this.#expect(')');
    if (precision < 1 || precision > precisionMax || scale > precision) throw this.#unknown();
    return decimalType(precision, scale);
  }

  #length(max: number): number {
    this.#expect('(');
    const length = this.#integer();
    this.#expect(')');
    if (length < 1 || length > max) throw this.#unknown();
    return length;
  }

  /** What is not Hive's may be Trino's: its text goes on until the bracket or comma that ends it. */
  #foreign(start: number): SqlType {
    let depth = 0;
    let end = start;
    for (; end < this.#end; end++) {
      const char = this.#text[end]!;
      if (char === '(') depth++;
      else if (char === ')') depth--;
      else if (depth === 0 && (char === '>' || char === ',' || char === '<')) break;
    }
    this.#at = end;
    try {
      return parseType(this.#text.slice(start, end));
    } catch (error) {
      if (error instanceof LakeError && error.name !== 'GENERIC_INTERNAL_ERROR') throw this.#unknown();
      throw error;
    }
  }

  #between<T>(read: () => T): T {
    this.#expect('<');
    const result = read();
    this.#expect('>');
    return result;
  }

  #integer(): number {
    const text = this.#word();
    if (!/^\d{1,9}$/.test(text)) throw this.#unknown();
    return Number(text);
  }

  #word(): string {
    const token = this.#next();
    if (token?.word === undefined) throw this.#unknown();
    this.#at = token.end;
    return token.word;
  }

  #peek(): string | undefined {
    const token = this.#next();
    return token?.symbol ?? token?.word?.toLowerCase();
  }

  #accept(symbol: string): boolean {
    const token = this.#next();
    if (token?.symbol !== symbol) return false;
    this.#at = token.end;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#accept(symbol)) throw this.#unknown();
  }

  #next(): HiveTypeToken | undefined {
    tokenPattern.lastIndex = this.#at;
    const match = tokenPattern.exec(this.#text);
    if (match === null) return undefined;
    const [, quoted, word, symbol] = match;
    const name = quoted?.replaceAll('``', '`') ?? word;
    return { word: name, symbol, quoted: quoted !== undefined, end: tokenPattern.lastIndex };
  }

  #unknown(): LakeError {
    return new LakeError('TYPE_NOT_FOUND', `Unknown type: ${this.#text.trim()}`, { position: this.#position });
  }
}

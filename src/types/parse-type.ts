import type { ErrorCode } from '../base/error-codes.js';
import { LakeError, type Position } from '../base/lake-error.js';
import {
  arrayType,
  charType,
  decimalType,
  mapType,
  type RowField,
  rowType,
  type SimpleKind,
  type SqlType,
  timestampType,
  timestampTzType,
  timeType,
  timeTzType,
  varcharType,
} from './sql-type.js';

/** Describes where a type's text stands and which error an unknown type is. */
export interface ParseTypeOptions {
  readonly position?: Position | undefined;
  /** TYPE_NOT_FOUND by default; a CAST says TYPE_MISMATCH. */
  readonly errorName?: ErrorCode | undefined;
}

const simpleKinds: Readonly<Record<string, SimpleKind>> = {
  boolean: 'boolean',
  tinyint: 'tinyint',
  smallint: 'smallint',
  int: 'integer',
  integer: 'integer',
  bigint: 'bigint',
  real: 'real',
  double: 'double',
  'double precision': 'double',
  varbinary: 'varbinary',
  date: 'date',
  json: 'json',
  uuid: 'uuid',
  ipaddress: 'ipaddress',
  geometry: 'Geometry',
  sphericalgeography: 'SphericalGeography',
  bingtile: 'BingTile',
  kdbtree: 'KdbTree',
  unknown: 'unknown',
  'interval year to month': 'interval year to month',
  'interval day to second': 'interval day to second',
};

const lengthMax = 2_147_483_647;
const charLengthMax = 65_536;
const precisionMax = 38;
const subsecondDigitsMax = 12;
const subsecondDigitsDefault = 3;
const nestingMax = 200;

/** Reads a type from its text, in any spelling that Trino takes; throws when there is no such type. */
export function parseType(text: string, options: ParseTypeOptions = {}): SqlType {
  const reader = new TypeReader(text, options);
  const type = reader.type();
  if (!reader.atEnd()) throw reader.unknown();
  return type;
}

const tokenPattern = /\s*(?:"((?:[^"]|"")*)"|([\p{L}\p{N}_$@:]+)|([(),<>[\]]))/uy;

class TypeReader {
  readonly #text: string;
  readonly #options: ParseTypeOptions;
  readonly #tokens: { readonly text: string; readonly word: string | undefined; readonly quoted: boolean }[] = [];
  #next = 0;
  #depth = 0;

  constructor(text: string, options: ParseTypeOptions) {
    this.#text = text;
    this.#options = options;
    tokenPattern.lastIndex = 0;
    const end = text.trimEnd().length;
    while (tokenPattern.lastIndex < end) {
      const match = tokenPattern.exec(text);
      if (match === null) throw this.unknown();
      const [, quoted, word, sign] = match;
      if (quoted !== undefined) this.#tokens.push({ text: quoted, word: quoted.replaceAll('""', '"'), quoted: true });
      else this.#tokens.push({ text: word ?? sign!, word, quoted: false });
    }
  }

  unknown(): LakeError {
    const { position, errorName = 'TYPE_NOT_FOUND' } = this.#options;
    return new LakeError(errorName, `Unknown type: ${this.#text.trim()}`, { position });
  }

  atEnd(): boolean {
    return this.#next >= this.#tokens.length;
  }

  type(): SqlType {
    if (++this.#depth > nestingMax) throw this.unknown();
    let type = this.#primary();
    while (this.#accept('array')) type = arrayType(type);
    this.#depth--;
    return type;
  }

  #primary(): SqlType {
    const name = this.#word();
    switch (name) {
      case 'row':
        return rowType(this.#list(() => this.#field()));
      case 'array':
        return this.#exactly(1, ([element]) => arrayType(element!));
      case 'map':
        return this.#exactly(2, ([key, value]) => mapType(key!, value!));
      case 'varchar': {
        const length = this.#number(lengthMax);
        return varcharType(length === lengthMax ? undefined : length);
      }
      case 'char':
        return charType(this.#number(charLengthMax) ?? 1);
      case 'decimal':
        return this.#decimal();
      case 'time':
      case 'timestamp':
        return this.#temporal(name);
      case 'hyperloglog':
        return { kind: 'digest', name: 'HyperLogLog' };
      case 'tdigest':
        return { kind: 'digest', name: 'tdigest' };
      case 'setdigest':
        return { kind: 'digest', name: 'SetDigest' };
      case 'qdigest':
        return this.#exactly(1, ([element]) => this.#qdigest(element!));
      case 'time with time zone':
        return timeTzType(subsecondDigitsDefault);
      case 'timestamp with time zone':
        return timestampTzType(subsecondDigitsDefault);
      default:
        return this.#simple(name);
    }
  }

  #qdigest({ kind }: SqlType): SqlType {
    if (kind !== 'bigint' && kind !== 'double' && kind !== 'real') throw this.unknown();
    return { kind: 'digest', name: `qdigest(${kind})` };
  }

  #simple(name: string): SqlType {
    let spelling = name;
    if (name === 'double' && this.#accept('precision')) spelling = 'double precision';
    if (name === 'interval') {
      const words = [this.#word(), this.#word(), this.#word()];
      spelling = `interval ${words.join(' ')}`;
    }
    const kind = simpleKinds[spelling];
    if (kind === undefined || !Object.hasOwn(simpleKinds, spelling)) throw this.unknown();
    return { kind };
  }

  #temporal(name: 'time' | 'timestamp'): SqlType {
    const precision = this.#number(subsecondDigitsMax) ?? subsecondDigitsDefault;
    const zoned = this.#accept('with');
    if (zoned || this.#accept('without')) {
      this.#expect('time');
      this.#expect('zone');
    }
    if (name === 'time') return zoned ? timeTzType(precision) : timeType(precision);
    return zoned ? timestampTzType(precision) : timestampType(precision);
  }

  #decimal(): SqlType {
    if (!this.#accept('(')) return decimalType(precisionMax, 0);
    const precision = this.#integer();
    const scale = this.#accept(',') ? this.#integer() : 0;
    this.#expect(')');
    // Trino names no place here.
    const outOfRange = (what: string): LakeError => new LakeError('INVALID_FUNCTION_ARGUMENT', `DECIMAL ${what}`);
    if (precision < 1 || precision > precisionMax)
      throw outOfRange(`precision must be in range [1, ${precisionMax}]: ${precision}`);
    if (scale > precision) throw outOfRange(`scale must be in range [0, precision (${precision})]: ${scale}`);
    return decimalType(precision, scale);
  }

  #exactly(count: number, make: (types: readonly SqlType[]) => SqlType): SqlType {
    const types = this.#list(() => this.type());
    if (types.length !== count) throw this.unknown();
    return make(types);
  }

  #list<T>(item: () => T): T[] {
    const close = this.#accept('<') ? '>' : ')';
    if (close === ')') this.#expect('(');
    const items = [item()];
    while (this.#accept(',')) items.push(item());
    this.#expect(close);
    return items;
  }

  /** A field is `type` or `name type`: the first wins where both can be read. */
  #field(): RowField {
    const start = this.#next;
    const depth = this.#depth;
    const bare = this.#attempt(() => this.type());
    const following = this.#tokens[this.#next]?.text;
    if (bare !== undefined && (following === ',' || following === ')' || following === '>')) return { type: bare };
    this.#next = start;
    this.#depth = depth;
    const token = this.#tokens[this.#next++];
    if (token?.word === undefined) throw this.unknown();
    const name = token.quoted ? token.word : token.word.toLowerCase();
    return { name, type: this.type() };
  }

  #attempt(read: () => SqlType): SqlType | undefined {
    try {
      return read();
    } catch (error) {
      if (error instanceof LakeError && error.name !== 'GENERIC_INTERNAL_ERROR') return undefined;
      throw error;
    }
  }

  #number(max: number): number | undefined {
    if (!this.#accept('(')) return undefined;
    const value = this.#integer();
    this.#expect(')');
    if (value > max) throw this.unknown();
    return value;
  }

  #integer(): number {
    const text = this.#tokens[this.#next++]?.text ?? '';
    if (!/^\d{1,10}$/.test(text)) throw this.unknown();
    return Number(text);
  }

  #word(): string {
    const word = this.#tokens[this.#next++]?.word;
    if (word === undefined) throw this.unknown();
    return word.toLowerCase();
  }

  #accept(text: string): boolean {
    const token = this.#tokens[this.#next];
    if (token === undefined || token.quoted || token.text.toLowerCase() !== text) return false;
    this.#next++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) throw this.unknown();
  }
}

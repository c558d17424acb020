/**
 * Rows of OpenCSVSerde, taken apart as by opencsv 2.3, which Hive uses: quotes may begin within a field, an escape counts before a quote or an
 * escape inside of quotes and disappears elsewhere, and a quote that is open at the line's end takes its field with it. All fields
 * are texts, which Athena turns into the columns' types: dates are days since 1970, timestamps milliseconds.
 */
import { fitsPrecision, parseDecimalAtScale } from '../types/decimal-value.js';
import { parseDouble, parseInteger, parseReal } from '../types/number-text.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import { type ColumnBuilder, fieldError } from './column-builder.js';
import type { RowDecoder } from './row-decoder.js';
import { type ShortReader, shortReader } from './short-values.js';
import { ofMillis } from './temporal-text.js';
import type { CsvFormat } from './text-format.js';
import type { TextColumn } from './text-split.js';
import { firstCharacters } from './text-value.js';

/** Decodes lines whose fields may be in quotes. */
export class CsvRows implements RowDecoder {
  readonly skipsUnwanted = true;
  readonly #text: Buffer;
  readonly #u8: Uint8Array;
  readonly #format: CsvFormat;
  readonly #builders: (ColumnBuilder | undefined)[] = [];
  readonly #shorts: ShortReader[] = [];
  readonly #isText: boolean[] = [];
  /** -1 where lines are not taken apart by bytes. */
  readonly #plainSeparator: number;
  readonly #quote: number;
  readonly #escape: number;

  constructor(format: CsvFormat, columns: readonly TextColumn[], builders: readonly ColumnBuilder[], u8: Uint8Array) {
    this.#format = format;
    this.#u8 = u8;
    this.#text = Buffer.from(u8.buffer as ArrayBuffer);
    for (const [position, { index }] of columns.entries())
      if (index !== undefined) {
        const builder = builders[position]!;
        this.#builders[index] = builder;
        this.#isText[index] = builder.type.kind === 'varchar' && builder.type.length === undefined;
        // Here dates and timestamps are counts.
        const isCount = builder.type.kind === 'date' || builder.type.kind === 'timestamp';
        this.#shorts[index] = isCount ? () => false : shortReader(builder, u8, false);
      }
    const signs = [format.separator, format.quote, format.escape].map((sign) => sign.charCodeAt(0));
    const isPlain = signs.every((sign) => sign < 0x80) && new Set(signs).size === signs.length;
    [this.#plainSeparator, this.#quote, this.#escape] = isPlain ? (signs as [number, number, number]) : [-1, -1, -1];
  }

  decode(start: number, end: number, row: number): void {
    if (this.#plainSeparator >= 0 && this.#decodePlain(start, end, row)) return;
    const fields = csvFields(this.#text.toString('utf8', start, end), this.#format);
    for (const [index, builder] of this.#builders.entries()) {
      const text = fields[index];
      builder?.clear(row);
      if (builder && text !== undefined) builder.set(row, csvValue(text, builder.type, index));
    }
  }

  /** Takes a line apart where it lies whose fields are wholly in quotes or have none, without escapes; false for another. */
  #decodePlain(start: number, end: number, row: number): boolean {
    const u8 = this.#u8;
    const separator = this.#plainSeparator;
    const [quote, escaping] = [this.#quote, this.#escape];
    const last = this.#builders.length - 1;
    let from = start;
    // What follows the wanted fields may still be odd, which changes none of them.
    for (let index = 0; index <= last; index++) {
      const isQuoted = from < end && u8[from] === quote;
      const stop = isQuoted ? quote : separator;
      if (isQuoted) from++;
      let to = from;
      for (; to < end && u8[to] !== stop; to++) if (u8[to] === escaping || u8[to] === quote) return false;
      if (isQuoted && (to === end || (to + 1 < end && u8[to + 1] !== separator))) return false;
      this.#field(index, from, to, row);
      from = isQuoted ? to + 2 : to + 1;
      if (from > end) return true;
    }
    return true;
  }

  #field(index: number, from: number, to: number, row: number): void {
    const builder = this.#builders[index];
    if (builder === undefined) return;
    if (this.#isText[index]) builder.setText(row, from, to);
    else if (!this.#shorts[index]!(from, to, row))
      builder.set(row, csvValue(this.#text.toString('utf8', from, to), builder.type, index));
  }
}

/** Takes a line apart. */
export function csvFields(line: string, { separator, quote, escape: escaping }: CsvFormat): string[] {
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  const isEscapable = (at: number): boolean => isQuoted && (line[at + 1] === quote || line[at + 1] === escaping);
  for (let at = 0; at < line.length; at++) {
    const next = line[at]!;
    if (next === escaping && escaping !== quote) {
      if (isEscapable(at)) field += line[++at];
    } else if (next === quote) {
      if (isQuoted && line[at + 1] === quote) field += line[++at];
      else {
        isQuoted = !isQuoted;
        const isInside = at > 2 && line[at - 1] !== separator && at + 1 < line.length && line[at + 1] !== separator;
        if (isInside) field = field.trim() === '' ? '' : field + next;
      }
    } else if (next === separator && !isQuoted) {
      fields.push(field);
      field = '';
    } else field += next;
  }
  if (!isQuoted) fields.push(field);
  return fields;
}

const integerBits = { tinyint: 8, smallint: 16, integer: 32, bigint: 64 } as const;

/** Turns a field's text into a value of its column's type. @throws HIVE_BAD_DATA */
export function csvValue(text: string, type: SqlType, fieldIndex: number): SqlValue {
  const value = readValue(text, type);
  if (value === undefined) throw fieldError(text, fieldIndex);
  return value;
}

function readValue(text: string, type: SqlType): SqlValue | undefined {
  switch (type.kind) {
    case 'varchar':
      return type.length === undefined ? text : firstCharacters(text, type.length);
    case 'char':
      return firstCharacters(text, type.length).replace(/ +$/, '');
    case 'boolean':
      return /^true$/i.test(text);
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint': {
      const value = parseInteger(text, integerBits[type.kind]);
      return value === undefined || type.kind === 'bigint' ? value : Number(value);
    }
    case 'real':
      return parseReal(text);
    case 'double':
      return parseDouble(text);
    case 'decimal': {
      const unscaled = parseDecimalAtScale(text, type.scale);
      return unscaled !== undefined && fitsPrecision(unscaled, type.precision) ? unscaled : undefined;
    }
    case 'date': {
      const days = parseInteger(text, 32);
      return days === undefined ? undefined : Number(days);
    }
    case 'timestamp': {
      const millis = parseInteger(text, 64);
      return millis === undefined ? undefined : ofMillis(Number(millis), type.precision);
    }
    case 'varbinary':
      return new TextEncoder().encode(text);
    default:
      return undefined;
  }
}

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
  readonly #plainSeparator: number;

  constructor(format: CsvFormat, columns: readonly TextColumn[], builders: readonly ColumnBuilder[], u8: Uint8Array) {
    this.#format = format;
    this.#u8 = u8;
    this.#text = Buffer.from(u8.buffer as ArrayBuffer);
    for (const [position, { index }] of columns.entries())
      if (index !== undefined) {
        const builder = builders[position]!;
        this.#builders[index] = builder;
        // Here dates and timestamps are counts.
        const isCount = builder.type.kind === 'date' || builder.type.kind === 'timestamp';
        this.#shorts[index] = isCount ? () => false : shortReader(builder, u8, false);
      }
    const isAscii = [format.separator, format.quote, format.escape].every((one) => one.charCodeAt(0) < 0x80);
    this.#plainSeparator = isAscii ? format.separator.charCodeAt(0) : -1;
  }

  decode(start: number, end: number, row: number): void {
    if (this.#decodePlain(start, end, row)) return;
    const fields = csvFields(this.#text.toString('utf8', start, end), this.#format);
    for (const [index, builder] of this.#builders.entries()) {
      const text = fields[index];
      if (builder && text !== undefined) builder.set(row, csvValue(text, builder.type, index));
    }
  }

  /** Takes a line without quotes and escapes apart where it lies; false for another. */
  #decodePlain(start: number, end: number, row: number): boolean {
    const u8 = this.#u8;
    if (this.#plainSeparator < 0) return false;
    const [quote, escaping] = [this.#format.quote.charCodeAt(0), this.#format.escape.charCodeAt(0)];
    for (let at = start; at < end; at++) if (u8[at] === quote || u8[at] === escaping) return false;
    let from = start;
    for (let index = 0; index < this.#builders.length; index++) {
      let to = from;
      while (to < end && u8[to] !== this.#plainSeparator) to++;
      const builder = this.#builders[index];
      if (builder?.type.kind === 'varchar' && builder.type.length === undefined) builder.setText(row, from, to);
      else if (builder && !this.#shorts[index]!(from, to, row))
        builder.set(row, csvValue(this.#text.toString('utf8', from, to), builder.type, index));
      if (to >= end) return true;
      from = to + 1;
    }
    return true;
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

/** Rows of LazySimpleSerDe. A text that is no value of its column's type is NULL, as are fields that the line lacks. */
import type { SqlType } from '../types/sql-type.js';
import type { MapEntry, SqlValue } from '../types/sql-value.js';
import type { ColumnBuilder } from './column-builder.js';
import type { RowDecoder } from './row-decoder.js';
import { shortReader } from './short-values.js';
import { HiveTimestamps } from './temporal-text.js';
import type { DelimitedFormat } from './text-format.js';
import type { TextColumn } from './text-split.js';
import { lazyValue } from './text-value.js';

/** Sets a field of a row from its bytes. */
type FieldReader = (start: number, end: number, row: number) => void;

/** Decodes lines whose fields lie between delimiters. */
export class DelimitedRows implements RowDecoder {
  readonly skipsUnwanted = true;
  readonly #u8: Uint8Array;
  readonly #text: Buffer;
  readonly #format: DelimitedFormat;
  readonly #timestamps: HiveTimestamps;
  readonly #readers: (FieldReader | undefined)[] = [];
  readonly #lastWanted: number;
  readonly #restIndex: number;
  readonly #nullBytes: Uint8Array;

  /** `builders[i]` takes `columns[i]`; `columnCount` is that of a line. */
  constructor(
    format: DelimitedFormat,
    columns: readonly TextColumn[],
    builders: readonly ColumnBuilder[],
    columnCount: number,
    u8: Uint8Array,
  ) {
    this.#u8 = u8;
    this.#text = Buffer.from(u8.buffer as ArrayBuffer);
    this.#format = format;
    this.#timestamps = new HiveTimestamps(format.timestampFormats);
    this.#nullBytes = new TextEncoder().encode(format.nullText);
    for (const [position, { index }] of columns.entries())
      if (index !== undefined) this.#readers[index] = this.#reader(builders[position]!);
    this.#lastWanted = this.#readers.length - 1;
    this.#restIndex = format.lastColumnTakesRest ? columnCount - 1 : -1;
  }

  decode(start: number, end: number, row: number): void {
    const u8 = this.#u8;
    const { escape: escaping } = this.#format;
    const delimiter = this.#format.delimiters[0]!;
    let from = start;
    for (let field = 0; field <= this.#lastWanted; field++) {
      let to = from;
      if (field === this.#restIndex) to = end;
      else if (escaping === undefined) while (to < end && u8[to] !== delimiter) to++;
      else to = this.#escapedEnd(from, end, delimiter, escaping);
      const reader = this.#readers[field];
      if (reader && !this.#isNull(from, to)) reader(from, to, row);
      if (to >= end) return;
      from = to + 1;
    }
  }

  #escapedEnd(from: number, end: number, delimiter: number, escaping: number): number {
    const u8 = this.#u8;
    let at = from;
    while (at < end && u8[at] !== delimiter) at += u8[at] === escaping ? 2 : 1;
    return Math.min(at, end);
  }

  #isNull(start: number, end: number): boolean {
    const bytes = this.#nullBytes;
    if (end - start !== bytes.length) return false;
    for (let index = 0; index < bytes.length; index++) if (this.#u8[start + index] !== bytes[index]) return false;
    return true;
  }

  #reader(builder: ColumnBuilder): FieldReader {
    const { type } = builder;
    const slow: FieldReader = (start, end, row) => {
      const value = this.#value(start, end, type, 1);
      if (value !== undefined) builder.set(row, value);
    };
    if (type.kind === 'varchar' && type.length === undefined && this.#format.escape === undefined)
      return (start, end, row) => builder.setText(row, start, end);
    const short = shortReader(builder, this.#u8, true);
    return (start, end, row) => {
      if (!short(start, end, row)) slow(start, end, row);
    };
  }

  /** Reads a value whose parts are kept apart by the delimiter of `level`; undefined where the text is none. */
  #value(start: number, end: number, type: SqlType, level: number): SqlValue | undefined {
    switch (type.kind) {
      case 'array':
        return this.#parts(start, end, level).map(([from, to]) => this.#part(from, to, type.element, level + 1));
      case 'map':
        return this.#map(start, end, type.key, type.value, level);
      case 'row': {
        const parts = this.#parts(start, end, level);
        return type.fields.map((field, index) => {
          const part = parts[index];
          return part ? this.#part(part[0], part[1], field.type, level + 1) : null;
        });
      }
      default: {
        const text = this.#plain(start, end);
        return lazyValue(text, type, this.#timestamps);
      }
    }
  }

  #part(start: number, end: number, type: SqlType, level: number): SqlValue {
    return this.#isNull(start, end) ? null : (this.#value(start, end, type, level) ?? null);
  }

  #map(start: number, end: number, keyType: SqlType, valueType: SqlType, level: number): SqlValue {
    const entries = new Map<string, MapEntry>();
    for (const [from, to] of this.#parts(start, end, level)) {
      const delimiter = this.#format.delimiters[level + 1]!;
      const keyEnd = this.#partEnd(from, to, delimiter);
      const key = this.#part(from, keyEnd, keyType, level + 2);
      const text = this.#text.toString('latin1', from, keyEnd);
      if (key === null || entries.has(text)) continue;
      entries.set(text, [key, keyEnd < to ? this.#part(keyEnd + 1, to, valueType, level + 2) : null]);
    }
    return [...entries.values()];
  }

  #parts(start: number, end: number, level: number): [from: number, to: number][] {
    if (start === end) return [];
    const delimiter = this.#format.delimiters[level] ?? -1;
    const parts: [number, number][] = [];
    for (let from = start; ; ) {
      const to = this.#partEnd(from, end, delimiter);
      parts.push([from, to]);
      if (to >= end) return parts;
      from = to + 1;
    }
  }

  #partEnd(from: number, end: number, delimiter: number): number {
    const { escape: escaping } = this.#format;
    if (escaping !== undefined) return this.#escapedEnd(from, end, delimiter, escaping);
    let at = from;
    while (at < end && this.#u8[at] !== delimiter) at++;
    return at;
  }

  #plain(start: number, end: number): string {
    const { escape: escaping } = this.#format;
    if (escaping === undefined) return this.#text.toString('utf8', start, end);
    const bytes: number[] = [];
    for (let at = start; at < end; at++) {
      if (this.#u8[at] === escaping && at + 1 < end) bytes.push(escapedByte(this.#u8[++at]!));
      else bytes.push(this.#u8[at]!);
    }
    return Buffer.from(bytes).toString('utf8');
  }
}

const escapedByte = (byte: number): number => (byte === 114 ? 13 : byte === 110 ? 10 : byte);

/** Rows of the JSON SerDes: one object a line, columns by their keys. */
import { LakeError } from '../base/lake-error.js';
import { parseInteger } from '../types/number-text.js';
import type { SqlType } from '../types/sql-type.js';
import type { MapEntry, SqlValue } from '../types/sql-value.js';
import type { QueryMemory } from '../vector/query-memory.js';
import { type ColumnBuilder, fieldError } from './column-builder.js';
import { JsonCursor, JsonSyntaxError } from './json-cursor.js';
import { JsonFields, type PassedTo } from './json-fields.js';
import type { RowDecoder } from './row-decoder.js';
import { type ShortReader, shortReader } from './short-values.js';
import { HiveTimestamps, ofMillis } from './temporal-text.js';
import type { JsonFormat } from './text-format.js';
import type { TextColumn } from './text-split.js';
import { lazyValue } from './text-value.js';

const jsonObject = 'org.openx.data.jsonserde.json.JSONObject';
const jsonArray = 'org.openx.data.jsonserde.json.JSONArray';

interface WantedColumn {
  readonly builder: ColumnBuilder;
  readonly short: ShortReader;
  readonly isShort: boolean;
  /** Place among the table's columns, for messages. */
  readonly fieldIndex: number;
}

/** What is known of a key that objects have. */
interface KnownKey {
  readonly column: WantedColumn | undefined;
  /** The row in which the key came last. */
  lastRow: number;
  /** Where the fields that are passed without looking at them have it; -1: nowhere. */
  place: number;
}

/** Decodes lines of JSON. */
export class JsonRows implements RowDecoder {
  readonly skipsUnwanted = false;
  readonly #cursor: JsonCursor;
  readonly #u8: Uint8Array;
  readonly #format: JsonFormat;
  readonly #timestamps: HiveTimestamps;
  readonly #columns = new Map<string, WantedColumn>();
  readonly #builders: readonly ColumnBuilder[];
  readonly #keys = new Map<string, KnownKey>();
  readonly #expected: { readonly bytes: Uint8Array; readonly known: KnownKey }[] = [];
  readonly #fields: JsonFields;
  readonly #takeField = (): void => this.#field(this.#nextKey(), this.#row);
  readonly #takeNoted = (place: number, start: number, end: number, isString: boolean): void =>
    this.#noted(place, start, end, isString);
  readonly #passFields = (): PassedTo => this.#pass();
  #rowNumber = 0;
  #row = 0;
  /** Of the field at hand in its object. */
  #place = 0;
  /** Fields before this place are noted as fields of the row. */
  #notedPlaces = 0;
  #isAtValue = false;

  constructor(
    format: JsonFormat,
    columns: readonly TextColumn[],
    builders: readonly ColumnBuilder[],
    memory: QueryMemory,
  ) {
    const { u8 } = memory;
    this.#fields = new JsonFields(memory);
    this.#cursor = new JsonCursor(u8);
    this.#u8 = u8;
    this.#format = format;
    this.#builders = builders;
    this.#timestamps = new HiveTimestamps(format.timestampFormats);
    for (const [position, { name, index }] of columns.entries()) {
      if (index === undefined) continue;
      const key = format.keys[name] ?? name;
      this.#columns.set(this.#folded(key), {
        builder: builders[position]!,
        short: shortReader(builders[position]!, u8, true),
        isShort: isScalar(builders[position]!.type),
        fieldIndex: index,
      });
    }
  }

  decode(start: number, end: number, row: number): void {
    const cursor = this.#cursor;
    cursor.begin(start, end);
    this.#rowNumber++;
    try {
      if (cursor.isBlank) return;
      this.#row = row;
      this.#place = 0;
      this.#notedPlaces = 0;
      cursor.object(this.#takeField, this.#passFields);
      cursor.expectEnd();
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      if (!this.#format.ignoresMalformed)
        throw new LakeError('HIVE_CURSOR_ERROR', `Row is not a valid JSON Object - JSONException: ${error.message}`, {
          hint: "Set the SerDe property 'ignore.malformed.json' to 'true' to read such rows as NULLs",
        });
      for (const builder of this.#builders) builder.clear(row);
    }
  }

  close(): void {
    this.#fields.close();
  }

  /** Lets the kernel pass the fields that are as in the rows before and of no column. */
  #pass(): PassedTo {
    const cursor = this.#cursor;
    const fields = this.#fields;
    const passedTo = fields.pass(this.#place, cursor.at, cursor.end);
    cursor.at = fields.at;
    this.#place = fields.place;
    this.#isAtValue = passedTo === 'value';
    fields.eachNoted(this.#takeNoted);
    return passedTo;
  }

  #noted(place: number, start: number, end: number, isString: boolean): void {
    const column = this.#expected[place]!.known.column!;
    const { builder, short } = column;
    const { type } = builder;
    if (isString && type.kind === 'varchar' && type.length === undefined) return builder.setText(this.#row, start, end);
    if (column.isShort && !(isString && this.#hasOwnTimestamps(type)) && short(start, end, this.#row)) return;
    const cursor = this.#cursor;
    const { at } = cursor;
    cursor.at = isString ? start - 1 : start;
    this.#set(column, this.#row);
    cursor.at = at;
  }

  #nextKey(): KnownKey {
    const place = this.#place++;
    if (this.#isAtValue) return this.#expected[place]!.known;
    // What was passed may come again.
    for (; this.#notedPlaces < place && this.#notedPlaces < placesMax; this.#notedPlaces++)
      this.#expected[this.#notedPlaces]!.known.lastRow = this.#rowNumber;
    return this.#keyAt(place);
  }

  #field(known: KnownKey, row: number): void {
    const isRepeated = known.lastRow === this.#rowNumber;
    if (isRepeated && this.#format.refusesDuplicates)
      throw new JsonSyntaxError(`Duplicate key "${this.#cursor.keyText()}"`, 0);
    known.lastRow = this.#rowNumber;
    const { column } = known;
    if (!column) return this.#cursor.skip();
    if (isRepeated) column.builder.clear(row);
    this.#set(column, row);
  }

  /** Finds the key that the cursor is at: mostly that which stood at the same place in the row before. */
  #keyAt(place: number): KnownKey {
    const { valueStart, valueEnd } = this.#cursor;
    const expected = this.#expected[place];
    if (expected?.bytes.length === valueEnd - valueStart && this.#areBytes(expected.bytes, valueStart)) {
      const { bytes, known } = expected;
      if (known.place >= 0 && known.place !== place) this.#expectKey(place, bytes, known);
      return known;
    }
    const known = this.#knownKey(this.#cursor.keyText());
    if (place < placesMax) this.#expectKey(place, this.#u8.slice(valueStart, valueEnd), known);
    return known;
  }

  #expectKey(place: number, bytes: Uint8Array, known: KnownKey): void {
    const before = this.#expected[place]?.known;
    if (before?.place === place) {
      this.#fields.forget(place);
      before.place = -1;
    }
    this.#expected[place] = { bytes, known };
    // A key at two places would be passed twice in a row without a word.
    if (known.place >= 0) this.#fields.forget(known.place);
    known.place = this.#fields.expect(place, bytes, known.column !== undefined) ? place : -1;
  }

  #areBytes(bytes: Uint8Array, start: number): boolean {
    const u8 = this.#u8;
    for (let index = 0; index < bytes.length; index++) if (u8[start + index] !== bytes[index]) return false;
    return true;
  }

  #knownKey(key: string): KnownKey {
    let known = this.#keys.get(key);
    if (!known) {
      const folded = this.#folded(key);
      // Keys that differ in case alone are one.
      known = this.#keys.get(folded) ?? { column: this.#columns.get(folded), lastRow: 0, place: -1 };
      if (this.#keys.size >= keysMax) {
        this.#keys.clear();
        this.#expected.length = 0;
        this.#fields.clear();
        this.#notedPlaces = placesMax;
      }
      this.#keys.set(folded, known);
      this.#keys.set(key, known);
    }
    return known;
  }

  #folded(key: string): string {
    const named = this.#format.dotsInKeys ? key.replaceAll('.', '_') : key;
    return this.#format.ignoresCase ? named.toLowerCase() : named;
  }

  /** Reads the cursor's value into a row of a column, without a JavaScript value on the way where that is possible. */
  #set({ builder, short, fieldIndex }: WantedColumn, row: number): void {
    const { type } = builder;
    const cursor = this.#cursor;
    const kind = cursor.kind();
    if (kind === 'string' && type.kind === 'varchar' && type.length === undefined) {
      cursor.scanString();
      if (cursor.unescaped === undefined) builder.setText(row, cursor.valueStart, cursor.valueEnd);
      else builder.set(row, cursor.unescaped);
      return;
    }
    if (kind === 'string' || kind === 'number') {
      if (kind === 'string') cursor.scanString();
      else cursor.scanNumber();
      const isPlain = kind === 'number' || (cursor.unescaped === undefined && !this.#hasOwnTimestamps(type));
      if (isPlain && isScalar(type) && short(cursor.valueStart, cursor.valueEnd, row)) return;
      builder.set(row, this.#passedValue(kind, type, fieldIndex));
      return;
    }
    builder.set(row, this.#value(type, fieldIndex));
  }

  #hasOwnTimestamps({ kind }: SqlType): boolean {
    return kind === 'timestamp' && this.#format.timestampFormats.length > 0;
  }

  /** Gives the value of a string or number that the cursor has passed. */
  #passedValue(kind: 'string' | 'number', type: SqlType, fieldIndex: number): SqlValue {
    if (type.kind === 'array') throw this.#castError(kind, jsonArray, fieldIndex);
    if (type.kind === 'map' || type.kind === 'row') throw this.#castError(kind, jsonObject, fieldIndex);
    const cursor = this.#cursor;
    return this.#scalar(kind === 'string' ? cursor.stringValue() : cursor.numberText(), type, fieldIndex);
  }

  #value(type: SqlType, fieldIndex: number): SqlValue {
    const cursor = this.#cursor;
    const kind = cursor.kind();
    if (kind === 'null') {
      cursor.word('null');
      return null;
    }
    switch (type.kind) {
      case 'array': {
        if (kind !== 'array') throw this.#castError(kind, jsonArray, fieldIndex);
        const elements: SqlValue[] = [];
        cursor.array(() => elements.push(this.#value(type.element, fieldIndex)));
        return elements;
      }
      case 'map':
        if (kind !== 'object') throw this.#castError(kind, jsonObject, fieldIndex);
        return this.#map(type.key, type.value, fieldIndex);
      case 'row':
        if (kind === 'array') return this.#positional(type, fieldIndex);
        if (kind !== 'object') throw this.#castError(kind, jsonObject, fieldIndex);
        return this.#struct(type, fieldIndex);
      default:
        return this.#plainValue(kind, type, fieldIndex);
    }
  }

  #plainValue(kind: ReturnType<JsonCursor['kind']>, type: SqlType, fieldIndex: number): SqlValue {
    const cursor = this.#cursor;
    switch (kind) {
      case 'string':
        cursor.scanString();
        return this.#scalar(cursor.stringValue(), type, fieldIndex);
      case 'number':
        cursor.scanNumber();
        return this.#scalar(cursor.numberText(), type, fieldIndex);
      case 'true':
      case 'false':
        cursor.word(kind);
        return this.#scalar(kind, type, fieldIndex);
      default: {
        const text = cursor.raw();
        if (type.kind === 'varchar') return this.#scalar(text, type, fieldIndex);
        const target = `java.lang.${javaNames[type.kind] ?? 'String'}`;
        throw new LakeError(
          'HIVE_BAD_DATA',
          `Error parsing field value for field ${fieldIndex}: ${kind === 'object' ? jsonObject : jsonArray} cannot be cast to ${target}`,
        );
      }
    }
  }

  #scalar(text: string, type: SqlType, fieldIndex: number): SqlValue {
    const value =
      type.kind === 'timestamp' ? this.#timestamp(text, type.precision) : lazyValue(text, type, this.#timestamps);
    if (value === undefined) throw fieldError(text, fieldIndex);
    return value;
  }

  /** Besides texts there are numbers: seconds since 1970, milliseconds when they are long. */
  #timestamp(text: string, precision: number): SqlValue | undefined {
    const read = this.#timestamps.read(text, precision);
    if (read !== undefined) return read;
    const iso = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d(?:\.\d{1,9})?)Z?$/.exec(text);
    if (iso) return this.#timestamps.read(`${iso[1]} ${iso[2]}`, precision);
    if (!/^-?\d+(?:\.\d+)?$/.test(text)) return undefined;
    const whole = parseInteger(text, 64);
    if (whole === undefined) return ofMillis(Number(text) * 1000, precision);
    return ofMillis(Number(whole) * (text.length >= millisDigits ? 1 : 1000), precision);
  }

  #map(keyType: SqlType, valueType: SqlType, fieldIndex: number): SqlValue {
    const entries = new Map<string, MapEntry>();
    this.#cursor.object(() => {
      const key = this.#cursor.keyText();
      entries.set(key, [this.#scalar(key, keyType, fieldIndex), this.#value(valueType, fieldIndex)]);
    });
    return [...entries.values()];
  }

  #struct({ fields }: Extract<SqlType, { kind: 'row' }>, fieldIndex: number): SqlValue {
    const values: SqlValue[] = fields.map(() => null);
    const names = fields.map(({ name }) => this.#folded(name ?? ''));
    this.#cursor.object(() => {
      const index = names.indexOf(this.#folded(this.#cursor.keyText()));
      if (index < 0) this.#cursor.skip();
      else values[index] = this.#value(fields[index]!.type, fieldIndex);
    });
    return values;
  }

  #positional({ fields }: Extract<SqlType, { kind: 'row' }>, fieldIndex: number): SqlValue {
    const values: SqlValue[] = fields.map(() => null);
    let index = 0;
    this.#cursor.array(() => {
      const field = fields[index];
      if (field) values[index] = this.#value(field.type, fieldIndex);
      else this.#cursor.skip();
      index++;
    });
    return values;
  }

  #castError(kind: string, target: string, fieldIndex: number): LakeError {
    const source = kind === 'array' ? jsonArray : kind === 'object' ? jsonObject : `java.lang.${javaKinds[kind]}`;
    return new LakeError(
      'HIVE_BAD_DATA',
      `Error parsing field value for field ${fieldIndex}: ${source} cannot be cast to ${target}`,
    );
  }
}

const isScalar = ({ kind }: SqlType): boolean => kind !== 'array' && kind !== 'map' && kind !== 'row';

const keysMax = 10_000;
const placesMax = 1000;
const millisDigits = 13;
const javaKinds: Readonly<Record<string, string>> = {
  string: 'String',
  number: 'Integer',
  true: 'Boolean',
  false: 'Boolean',
};
const javaNames: Readonly<Record<string, string>> = {
  boolean: 'Boolean',
  tinyint: 'Byte',
  smallint: 'Short',
  integer: 'Integer',
  bigint: 'Long',
  real: 'Float',
  double: 'Double',
};

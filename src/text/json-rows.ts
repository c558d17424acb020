/** Rows of the JSON SerDes: one object a line, columns by their keys. */
import { LakeError } from '../base/lake-error.js';
import { parseInteger } from '../types/number-text.js';
import type { SqlType } from '../types/sql-type.js';
import type { MapEntry, SqlValue } from '../types/sql-value.js';
import { type ColumnBuilder, fieldError } from './column-builder.js';
import { JsonCursor, JsonSyntaxError } from './json-cursor.js';
import { shortDouble, shortInteger } from './number-bytes.js';
import type { RowDecoder } from './row-decoder.js';
import { HiveTimestamps, ofMillis } from './temporal-text.js';
import type { JsonFormat } from './text-format.js';
import type { TextColumn } from './text-split.js';
import { lazyValue } from './text-value.js';

const jsonObject = 'org.openx.data.jsonserde.json.JSONObject';
const jsonArray = 'org.openx.data.jsonserde.json.JSONArray';

interface WantedColumn {
  readonly builder: ColumnBuilder;
  /** Place among the table's columns, for messages. */
  readonly fieldIndex: number;
}

/** What is known of a key that objects have. */
interface KnownKey {
  readonly column: WantedColumn | undefined;
  /** The row in which the key came last. */
  lastRow: number;
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
  #rowNumber = 0;

  constructor(format: JsonFormat, columns: readonly TextColumn[], builders: readonly ColumnBuilder[], u8: Uint8Array) {
    this.#cursor = new JsonCursor(u8);
    this.#u8 = u8;
    this.#format = format;
    this.#builders = builders;
    this.#timestamps = new HiveTimestamps(format.timestampFormats);
    for (const [position, { name, index }] of columns.entries()) {
      if (index === undefined) continue;
      const key = format.keys[name] ?? name;
      this.#columns.set(this.#folded(key), { builder: builders[position]!, fieldIndex: index });
    }
  }

  decode(start: number, end: number, row: number): void {
    const cursor = this.#cursor;
    cursor.begin(start, end);
    this.#rowNumber++;
    try {
      if (cursor.isBlank) return;
      cursor.object((key) => this.#field(this.#knownKey(key), key, row));
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

  #field(known: KnownKey, key: string, row: number): void {
    const isRepeated = known.lastRow === this.#rowNumber;
    if (isRepeated && this.#format.refusesDuplicates) throw new JsonSyntaxError(`Duplicate key "${key}"`, 0);
    known.lastRow = this.#rowNumber;
    const { column } = known;
    if (!column) return this.#cursor.skip();
    if (isRepeated) column.builder.clear(row);
    this.#set(column, row);
  }

  #knownKey(key: string): KnownKey {
    let known = this.#keys.get(key);
    if (!known) {
      const folded = this.#folded(key);
      // Keys that differ in case alone are one.
      known = this.#keys.get(folded) ?? { column: this.#columns.get(folded), lastRow: 0 };
      if (this.#keys.size >= keysMax) this.#keys.clear();
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
  #set({ builder, fieldIndex }: WantedColumn, row: number): void {
    const { type } = builder;
    const cursor = this.#cursor;
    const kind = cursor.kind();
    if (kind === 'string' && type.kind === 'varchar' && type.length === undefined) {
      cursor.scanString();
      if (cursor.unescaped === undefined) builder.setText(row, cursor.valueStart, cursor.valueEnd);
      else builder.set(row, cursor.unescaped);
      return;
    }
    if (kind === 'number' && (type.kind === 'bigint' || type.kind === 'double')) {
      const text = cursor.number();
      const isWhole = type.kind === 'bigint';
      const value = isWhole
        ? shortInteger(this.#u8, cursor.valueStart, cursor.valueEnd, false)
        : shortDouble(this.#u8, cursor.valueStart, cursor.valueEnd);
      if (value === undefined) builder.set(row, this.#scalar(text, type, fieldIndex));
      else if (isWhole) builder.setInteger(row, value);
      else builder.setDouble(row, value);
      return;
    }
    builder.set(row, this.#value(type, fieldIndex));
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
        return this.#scalar(cursor.number(), type, fieldIndex);
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
    this.#cursor.object((key) => {
      entries.set(key, [this.#scalar(key, keyType, fieldIndex), this.#value(valueType, fieldIndex)]);
    });
    return [...entries.values()];
  }

  #struct({ fields }: Extract<SqlType, { kind: 'row' }>, fieldIndex: number): SqlValue {
    const values: SqlValue[] = fields.map(() => null);
    const names = fields.map(({ name }) => this.#folded(name ?? ''));
    this.#cursor.object((key) => {
      const index = names.indexOf(this.#folded(key));
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

const keysMax = 10_000;
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

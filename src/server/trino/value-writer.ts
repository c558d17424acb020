/** Writes values of result columns as Trino's client protocol does, from the engine's buffers, without making objects of them. */
import { columnReader, type ResultColumn } from '../../engine/result-rows.js';
import { dateText } from '../../types/date-time-text.js';
import { doubleText, realText } from '../../types/number-text.js';
import type { SqlType } from '../../types/sql-type.js';
import { protocolJson } from '../../types/value-text.js';
import { areTexts, type JsonBytes } from './json-bytes.js';
import { legacyType, legacyValue } from './legacy-time.js';

/** Writes one row's value of a column. */
export type ValueWriter = (row: number) => void;

/** Makes the writer of a column of a batch. */
export function valueWriter(
  column: ResultColumn,
  out: JsonBytes,
  isParametric: boolean,
  rowCount: number,
): ValueWriter {
  const write = presentWriter(column, out, isParametric, rowCount);
  const { validity } = column;
  if (!validity) return write;
  return (row) => {
    if (validity[row] === 0) out.ascii('null');
    else write(row);
  };
}

function presentWriter(column: ResultColumn, out: JsonBytes, isParametric: boolean, rowCount: number): ValueWriter {
  const { values } = column;
  switch (column.type.kind) {
    case 'boolean':
      return (row) => out.ascii(values![row] === 0 ? 'false' : 'true');
    case 'tinyint':
    case 'smallint':
    case 'integer': {
      const numbers = new Int32Array(values!.buffer, values!.byteOffset, rowCount);
      return (row) => out.ascii(String(numbers[row]));
    }
    case 'bigint': {
      const read = wholeReader(values!);
      return (row) => out.ascii(read(row));
    }
    case 'double': {
      const numbers = new Float64Array(values!.buffer, values!.byteOffset, rowCount);
      return (row) => writeFloat(numbers[row]!, doubleText, out);
    }
    case 'real': {
      const numbers = new Float32Array(values!.buffer, values!.byteOffset, rowCount);
      return (row) => writeFloat(numbers[row]!, realText, out);
    }
    case 'date':
      return dateWriter(new Int32Array(values!.buffer, values!.byteOffset, rowCount), out);
    case 'varchar':
    case 'json': {
      const { bytes, offsets } = column as Required<ResultColumn>;
      if (!areTexts(bytes!, offsets!, rowCount)) break;
      return (row) => out.string(bytes!, offsets![row]!, offsets![row + 1]!);
    }
    case 'decimal':
      if (column.layout === 'i64') return shortDecimalWriter(values!, column.type.scale, out);
      break;
    default:
  }
  return anyWriter(column, out, isParametric);
}

/** Writes what is rare, or has a long way to its text anyway. */
function anyWriter(column: ResultColumn, out: JsonBytes, isParametric: boolean): ValueWriter {
  const { type } = column;
  const read = columnReader(column);
  if (isParametric) return (row) => out.raw(protocolJson(read(row), type));
  const shown: SqlType = legacyType(type);
  return (row) => out.raw(protocolJson(legacyValue(read(row), type), shown));
}

const highUnit = 2 ** 32;
const safeHigh = 2 ** 21;

/** Reads 64-bit numbers as text; only those that a double cannot hold go by BigInt. */
function wholeReader({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): (row: number) => string {
  const words = new Int32Array(buffer, byteOffset, byteLength / 4);
  const wide = new BigInt64Array(buffer, byteOffset, byteLength / 8);
  return (row) => {
    const high = words[2 * row + 1]!;
    return high >= -safeHigh && high < safeHigh ? String(high * highUnit + (words[2 * row]! >>> 0)) : String(wide[row]);
  };
}

function shortDecimalWriter(values: Uint8Array<ArrayBuffer>, scale: number, out: JsonBytes): ValueWriter {
  const read = wholeReader(values);
  if (scale === 0) return (row) => out.quotedAscii(read(row));
  return (row) => {
    const text = read(row);
    const sign = text.startsWith('-') ? '-' : '';
    const digits = text.slice(sign.length).padStart(scale + 1, '0');
    out.quotedAscii(`${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`);
  };
}

const plainMin = 1e-3;
const plainMax = 1e7;

function writeFloat(value: number, text: (value: number) => string, out: JsonBytes): void {
  const size = Math.abs(value);
  if (size < plainMax && size > 0) {
    if (Number.isInteger(value)) {
      out.ascii(`${value}.0`);
      return;
    }
    // Java and JavaScript write doubles of this size alike.
    if (text === doubleText && size >= plainMin) {
      out.ascii(String(value));
      return;
    }
  }
  if (Number.isFinite(value)) out.ascii(text(value));
  else out.quotedAscii(text(value));
}

const datesMax = 10_000;

/** Days repeat in most columns. */
function dateWriter(days: Int32Array, out: JsonBytes): ValueWriter {
  const texts = new Map<number, string>();
  return (row) => {
    const day = days[row]!;
    let text = texts.get(day);
    if (text === undefined) {
      text = dateText(day);
      if (texts.size < datesMax) texts.set(day, text);
    }
    out.quotedAscii(text);
  };
}

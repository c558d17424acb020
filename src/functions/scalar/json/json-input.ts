import { LakeError } from '../../../base/lake-error.js';
import { type JsonNode, parseJson } from '../../../types/json-node.js';
import type { SqlType } from '../../../types/sql-type.js';
import type { SqlValue } from '../../../types/sql-value.js';
import { type PathItem, TypedItem } from './path/path-item.js';

const encodings: Readonly<Record<string, string>> = { UTF8: 'utf-8', JSON: 'utf-8', UTF16: 'utf-16le' };
const utf32Bytes = 4;

/** Says that a text is no JSON. */
export const inputError = (): LakeError => new LakeError('JSON_INPUT_CONVERSION_ERROR', 'conversion to JSON failed: ');

function textOf(value: SqlValue, format: string): string {
  if (typeof value === 'string') return value;
  const bytes = value as Uint8Array;
  if (format !== 'UTF32') return new TextDecoder(encodings[format]).decode(bytes);
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const points = Array.from({ length: Math.floor(bytes.length / utf32Bytes) }, (_, i) =>
    words.getUint32(utf32Bytes * i, true),
  );
  if (points.some((point) => point > 0x10ffff)) throw inputError();
  return String.fromCodePoint(...points);
}

/** Reads a varchar or varbinary as JSON; no text is null. @throws JSON_INPUT_CONVERSION_ERROR */
export function readJson(value: SqlValue, format = 'JSON'): JsonNode {
  const text = textOf(value, format);
  if (text.trim() === '') return null;
  const node = parseJson(text, { allowsMore: true });
  if (node === undefined) throw inputError();
  return node;
}

/** Gives an item for an SQL value, or for JSON text where it has a format. */
export function itemOf(value: SqlValue, type: SqlType, format: string | null | undefined): PathItem {
  if (value === null) return null;
  return format ? readJson(value, format) : new TypedItem(type, value);
}

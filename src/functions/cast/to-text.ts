/** Conversions to varchar, char, varbinary, uuid and ipaddress. */
import { ipv4Address } from '../../types/address-text.js';
import { doubleText, realText } from '../../types/number-text.js';
import { parseValue } from '../../types/parse-value.js';
import type { SqlType } from '../../types/sql-type.js';
import { castText, padChar } from '../../types/value-text.js';
import { type Conversion, invalidCast } from './conversion.js';

/** Takes the first `length` code points. */
export function firstCodePoints(text: string, length: number): string {
  if (text.length <= length) return text;
  let end = 0;
  for (let left = length; left > 0 && end < text.length; left--) end += text.codePointAt(end)! > 0xffff ? 2 : 1;
  return text.slice(0, end);
}

const codePointCount = (text: string): number => [...text].length;

/** Converts any scalar to varchar: texts are cut to the length, the rest must fit. */
export const toVarchar: Conversion = (value, from, to) => {
  const { length } = to as SqlType & { readonly kind: 'varchar' };
  if (from.kind === 'varchar') return length === undefined ? value : firstCodePoints(value as string, length);
  if (from.kind === 'char') {
    const padded = padChar(value as string, from.length);
    return length === undefined ? padded : firstCodePoints(padded, length);
  }
  const text = castText(value, from);
  if (length === undefined || codePointCount(text) <= length) return text;
  const plain = from.kind === 'double' ? doubleText : realText;
  const shown = from.kind === 'double' || from.kind === 'real' ? `${plain(value as number)} (${text})` : text;
  throw invalidCast(`Value ${shown} cannot be represented as varchar(${length})`);
};

/** Converts texts to char, which is kept without its padding. */
export const toChar: Conversion = (value, from, to) => {
  const { length } = to as SqlType & { readonly kind: 'char' };
  const text = from.kind === 'char' ? (value as string) : firstCodePoints(value as string, length);
  return firstCodePoints(text, length).replace(/ +$/, '');
};

/** Converts texts to their UTF-8 bytes, and what has 16 bytes to these. */
export const toVarbinary: Conversion = (value, from, to, context) =>
  from.kind === 'varchar' ? parseValue(value as string, to, context) : value;

/** Converts texts and 16 bytes to a UUID. */
export const toUuid: Conversion = (value, from, to, context) => {
  if (from.kind === 'varchar') return parseValue(value as string, to, context);
  const bytes = value as Uint8Array;
  if (bytes.length !== 16) throw invalidCast(`Invalid UUID binary length: ${bytes.length}`);
  return bytes;
};

/** Converts texts, and 4 or 16 bytes, to an IP address. */
export const toIpAddress: Conversion = (value, from, to, context) => {
  if (from.kind === 'varchar') return parseValue(value as string, to, context);
  const bytes = value as Uint8Array;
  if (bytes.length === 4) return ipv4Address(bytes);
  if (bytes.length === 16) return bytes;
  throw invalidCast(`Invalid IP address binary length: ${bytes.length}`);
};

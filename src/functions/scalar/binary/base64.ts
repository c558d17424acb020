import { Buffer } from 'node:buffer';
import { LakeError } from '../../../base/lake-error.js';
import type { ScalarFunction } from '../../definition.js';
import { bytesOf } from './bytes-of.js';

const equalsSign = 61;

function values(alphabet: string): Int8Array {
  const table = new Int8Array(256).fill(-1);
  for (let i = 0; i < alphabet.length; i++) table[alphabet.charCodeAt(i)] = i;
  return table;
}
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const tables = { base64: values(`${letters}+/`), base64url: values(`${letters}-_`) };

const invalid = (message: string): LakeError => new LakeError('INVALID_FUNCTION_ARGUMENT', message);

/** Decodes as java.util.Base64 does: padding may be left out, but where it stands it must be right. */
function decode(text: Uint8Array, alphabet: keyof typeof tables): Uint8Array {
  if (text.length === 0) return text;
  if (text.length < 2) throw invalid('Input byte[] should at least have 2 bytes for base64 bytes');
  const table = tables[alphabet];
  const bytes: number[] = [];
  let bits = 0;
  let digitCount = 0;
  let at = 0;
  for (; at < text.length; at++) {
    const byte = text[at]!;
    if (byte === equalsSign) break;
    const value = table[byte]!;
    if (value < 0) throw invalid(`Illegal base64 character ${((byte << 24) >> 24).toString(16)}`);
    bits = (bits << 6) | value;
    digitCount++;
    if (digitCount % 4 === 0) {
      bytes.push((bits >> 16) & 0xff, (bits >> 8) & 0xff, bits & 0xff);
      bits = 0;
    }
  }
  const rest = digitCount % 4;
  if (at < text.length) {
    if (rest === 0 || (rest === 2 && text[at + 1] !== equalsSign))
      throw invalid('Input byte array has wrong 4-byte ending unit');
    at += rest === 2 ? 2 : 1;
  }
  if (rest === 1) throw invalid('Last unit does not have enough valid bits');
  if (rest === 2) bytes.push((bits >> 4) & 0xff);
  if (rest === 3) bytes.push((bits >> 10) & 0xff, (bits >> 2) & 0xff);
  if (at < text.length) throw invalid(`Input byte array has incorrect ending byte at ${at}`);
  return Uint8Array.from(bytes);
}

// Node leaves the padding out of base64url, Trino does not.
function encode(bytes: Uint8Array, alphabet: keyof typeof tables): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(alphabet);
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

const defineTo = (alphabet: keyof typeof tables, title: string, example: string): ScalarFunction => ({
  kind: 'scalar',
  name: `to_${alphabet}`,
  summary: `Writes a binary in ${title}.`,
  examples: [[`to_${alphabet}(X'FBFF')`, example]],
  overloads: [{ args: ['varbinary'], returns: 'varchar', host: ([bytes]) => encode(bytes as Uint8Array, alphabet) }],
});

const defineFrom = (alphabet: keyof typeof tables, title: string, example: string): ScalarFunction => ({
  kind: 'scalar',
  name: `from_${alphabet}`,
  summary: `Reads a binary written in ${title}.`,
  examples: [[`to_hex(from_${alphabet}('${example}'))`, 'FBFF']],
  overloads: ['varchar(x)', 'varbinary'].map((text) => ({
    args: [text],
    returns: 'varbinary',
    host: ([value]) => decode(bytesOf(value!), alphabet),
  })),
});

/** Defines Base64 in both alphabets. */
export const base64Functions: readonly ScalarFunction[] = [
  defineTo('base64', 'Base64', '+/8='),
  defineTo('base64url', 'Base64 with the alphabet that is safe in URLs', '-_8='),
  defineFrom('base64', 'Base64', '+/8='),
  defineFrom('base64url', 'Base64 with the alphabet that is safe in URLs', '-_8='),
];

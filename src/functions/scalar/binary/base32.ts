import { LakeError } from '../../../base/lake-error.js';
import type { ScalarFunction } from '../../definition.js';
import { bytesOf } from './bytes-of.js';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const equalsSign = 61;
// How many digits of a last, short group can stand for whole bytes.
const restLengths = [0, 2, 4, 5, 7];

function encode(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let bitCount = 0;
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    bitCount += 8;
    for (; bitCount >= 5; bitCount -= 5) text += alphabet[(bits >> (bitCount - 5)) & 31];
    bits &= 31;
  }
  if (bitCount > 0) text += alphabet[(bits << (5 - bitCount)) & 31];
  return text.padEnd(Math.ceil(text.length / 8) * 8, '=');
}

function decode(text: Uint8Array): Uint8Array {
  let end = text.length;
  while (end > 0 && text[end - 1] === equalsSign) end--;
  if (!restLengths.includes(end % 8)) throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Invalid input length ${end}`);
  const bytes: number[] = [];
  let bits = 0;
  let bitCount = 0;
  for (let i = 0; i < end; i++) {
    const letter = String.fromCharCode(text[i]!);
    const value = alphabet.indexOf(letter);
    if (value < 0) throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Unrecognized character: ${letter}`);
    bits = ((bits & 0xff) << 5) | value;
    bitCount += 5;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes.push((bits >> bitCount) & 0xff);
  }
  return Uint8Array.from(bytes);
}

export const to_base32: ScalarFunction = {
  kind: 'scalar',
  name: 'to_base32',
  summary: 'Writes a binary in Base32.',
  examples: [["to_base32(X'00')", 'AA======']],
  overloads: [{ args: ['varbinary'], returns: 'varchar', host: ([bytes]) => encode(bytes as Uint8Array) }],
};

export const from_base32: ScalarFunction = {
  kind: 'scalar',
  name: 'from_base32',
  summary: 'Reads a binary written in Base32; padding may be left out.',
  examples: [["from_utf8(from_base32('NBSWY3DP'))", 'hello']],
  overloads: ['varchar(x)', 'varbinary'].map((text) => ({
    args: [text],
    returns: 'varbinary',
    host: ([value]) => decode(bytesOf(value!)),
  })),
};

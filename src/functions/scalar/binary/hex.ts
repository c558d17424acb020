import { LakeError } from '../../../base/lake-error.js';
import type { ScalarFunction } from '../../definition.js';
import { growingKernel } from '../string/view-kernel.js';
import { bytesOf } from './bytes-of.js';

function digit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 0x20;
  if (lower >= 97 && lower <= 102) return lower - 87;
  const shown = String.fromCharCode(byte);
  throw new LakeError('INVALID_FUNCTION_ARGUMENT', `not a hexadecimal digit: "${shown}" = ${byte}`);
}

function decodeHex(text: Uint8Array): Uint8Array {
  if (text.length % 2 !== 0) throw new LakeError('INVALID_FUNCTION_ARGUMENT', `invalid input length ${text.length}`);
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => (digit(text[2 * i]!) << 4) | digit(text[2 * i + 1]!));
}

export const to_hex: ScalarFunction = {
  kind: 'scalar',
  name: 'to_hex',
  summary: 'Writes the bytes of a binary as hexadecimal digits.',
  examples: [["to_hex(X'0aff')", '0AFF']],
  overloads: [{ args: ['varbinary'], returns: 'varchar', ...growingKernel('binary_to_hex') }],
};

export const from_hex: ScalarFunction = {
  kind: 'scalar',
  name: 'from_hex',
  summary: 'Reads hexadecimal digits as bytes.',
  examples: [["from_utf8(from_hex('4142'))", 'AB']],
  overloads: ['varchar(x)', 'varbinary'].map((text) => ({
    args: [text],
    returns: 'varbinary',
    host: ([value]) => decodeHex(bytesOf(value!)),
  })),
};

import { isUtf8 } from 'node:buffer';
import { LakeError } from '../../../base/lake-error.js';
import type { ScalarFunction } from '../../definition.js';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The length that a first byte announces; 0 for a byte that begins nothing. */
function announcedLength(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte < 0xc0 || byte >= 0xfe) return 0;
  if (byte < 0xe0) return 2;
  if (byte < 0xf0) return 3;
  if (byte < 0xf8) return 4;
  return byte < 0xfc ? 5 : 6;
}

// A sequence that is cut short or says something forbidden is replaced as one.
function replaceInvalid(bytes: Uint8Array, replacement: string): string {
  let result = '';
  for (let at = 0; at < bytes.length; ) {
    const length = announcedLength(bytes[at]!);
    let end = at + 1;
    while (end < at + length && end < bytes.length && (bytes[end]! & 0xc0) === 0x80) end++;
    const sequence = bytes.subarray(at, end);
    result += end === at + length && isUtf8(sequence) ? decoder.decode(sequence) : replacement;
    at = end;
  }
  return result;
}

const decode = (bytes: Uint8Array, replacement: string): string =>
  isUtf8(bytes) ? decoder.decode(bytes) : replaceInvalid(bytes, replacement);

export const from_utf8: ScalarFunction = {
  kind: 'scalar',
  name: 'from_utf8',
  summary: 'Decodes UTF-8; what is not valid becomes U+FFFD or the given replacement.',
  examples: [
    ["from_utf8(X'C3A9')", 'é'],
    ["from_utf8(X'58BF', '#')", 'X#'],
  ],
  overloads: [
    { args: ['varbinary'], returns: 'varchar', host: ([bytes]) => decode(bytes as Uint8Array, '\ufffd') },
    {
      args: ['varbinary', 'varchar(x)'],
      returns: 'varchar',
      host([bytes, replacement]) {
        if ([...(replacement as string)].length > 1)
          throw new LakeError(
            'INVALID_FUNCTION_ARGUMENT',
            'Replacement character string must empty or a single character',
          );
        return decode(bytes as Uint8Array, replacement as string);
      },
    },
    {
      args: ['varbinary', 'bigint'],
      returns: 'varchar',
      host([bytes, value]) {
        const point = value as bigint;
        if (point < 0n || point > 0x10ffffn || (point >= 0xd800n && point <= 0xdfffn))
          throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'Invalid replacement character');
        return decode(bytes as Uint8Array, String.fromCodePoint(Number(point)));
      },
    },
  ],
};

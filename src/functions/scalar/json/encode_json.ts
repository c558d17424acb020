import type { ScalarFunction } from '../../definition.js';

const pairs = /\\(?:u(D[89AB][\dA-F]{2})\\u(D[C-F][\dA-F]{2})|[\s\S])/g;
const character = (unit: string): string => String.fromCharCode(Number.parseInt(unit, 16));

function encode(text: string, format: string): Uint8Array {
  const units = format === 'UTF16' ? text.split('') : [...text];
  const width = format === 'UTF16' ? 2 : 4;
  const bytes = new Uint8Array(width * units.length);
  const view = new DataView(bytes.buffer);
  units.forEach((unit, i) => {
    if (width === 2) view.setUint16(2 * i, unit.charCodeAt(0), true);
    else view.setUint32(4 * i, unit.codePointAt(0)!, true);
  });
  return bytes;
}

/** Implements RETURNING varbinary FORMAT JSON ENCODING UTF16 or UTF32, where characters beyond the first plane need no escapes. */
export const encode_json: ScalarFunction = {
  kind: 'scalar',
  name: '$encode_json',
  hidden: true,
  summary: 'Encodes JSON text as UTF-16 or UTF-32, the lowest byte first.',
  examples: [["to_hex(json_array('a' RETURNING varbinary FORMAT JSON ENCODING UTF16))", '5B002200610022005D00']],
  overloads: [
    {
      args: ['varchar', 'varchar'],
      returns: 'varbinary',
      host: ([text, format]) => {
        const plain = (text as string).replace(pairs, (written, high?: string, low?: string) =>
          high === undefined ? written : character(high) + character(low!),
        );
        return encode(plain, format as string);
      },
    },
  ],
};

import { LakeError } from '../../../base/lake-error.js';
import type { SqlValue } from '../../../types/sql-value.js';
import type { ScalarFunction } from '../../definition.js';

/** One number type and its big-endian bytes. */
interface Codec {
  readonly suffix: string;
  readonly title: string;
  readonly type: string;
  readonly byteCount: number;
  write(view: DataView, value: SqlValue): void;
  read(view: DataView): SqlValue;
  lengthMessage(found: number): string;
  readonly example: readonly [value: string, hex: string];
}

const integerMessage =
  (byteCount: number) =>
  (found: number): string =>
    `expected ${byteCount}-byte input, but got instead: ${found}`;
const floatMessage = (byteCount: number) => (): string =>
  `Input floating-point value must be exactly ${byteCount} bytes long`;

const codecs: readonly Codec[] = [
  {
    suffix: 'big_endian_32',
    title: 'an integer as 4 bytes, the most significant first',
    type: 'integer',
    byteCount: 4,
    write: (view, value) => view.setInt32(0, value as number),
    read: (view) => view.getInt32(0),
    lengthMessage: integerMessage(4),
    example: ['1', '00000001'],
  },
  {
    suffix: 'big_endian_64',
    title: 'a bigint as 8 bytes, the most significant first',
    type: 'bigint',
    byteCount: 8,
    write: (view, value) => view.setBigInt64(0, value as bigint),
    read: (view) => view.getBigInt64(0),
    lengthMessage: integerMessage(8),
    example: ['-2', 'FFFFFFFFFFFFFFFE'],
  },
  {
    suffix: 'ieee754_32',
    title: 'a real as the 4 bytes of IEEE 754, the most significant first',
    type: 'real',
    byteCount: 4,
    write: (view, value) => view.setFloat32(0, value as number),
    read: (view) => view.getFloat32(0),
    lengthMessage: floatMessage(4),
    example: ['1.5', '3FC00000'],
  },
  {
    suffix: 'ieee754_64',
    title: 'a double as the 8 bytes of IEEE 754, the most significant first',
    type: 'double',
    byteCount: 8,
    write: (view, value) => view.setFloat64(0, value as number),
    read: (view) => view.getFloat64(0),
    lengthMessage: floatMessage(8),
    example: ['1.5', '3FF8000000000000'],
  },
];

const defineBoth = (codec: Codec): readonly ScalarFunction[] => [
  {
    kind: 'scalar',
    name: `to_${codec.suffix}`,
    summary: `Writes ${codec.title}.`,
    examples: [[`to_hex(to_${codec.suffix}(CAST(${codec.example[0]} AS ${codec.type})))`, codec.example[1]]],
    overloads: [
      {
        args: [codec.type],
        returns: 'varbinary',
        host([value]) {
          const bytes = new Uint8Array(codec.byteCount);
          codec.write(new DataView(bytes.buffer), value!);
          return bytes;
        },
      },
    ],
  },
  {
    kind: 'scalar',
    name: `from_${codec.suffix}`,
    summary: `Reads ${codec.title}.`,
    examples: [[`from_${codec.suffix}(X'${codec.example[1]}')`, codec.example[0]]],
    overloads: [
      {
        args: ['varbinary'],
        returns: codec.type,
        host([value]) {
          const bytes = value as Uint8Array;
          if (bytes.length !== codec.byteCount)
            throw new LakeError('INVALID_FUNCTION_ARGUMENT', codec.lengthMessage(bytes.length));
          return codec.read(new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
        },
      },
    ],
  },
];

/** Defines the conversions between numbers and their big-endian bytes. */
export const bigEndianFunctions: readonly ScalarFunction[] = codecs.flatMap(defineBoth);

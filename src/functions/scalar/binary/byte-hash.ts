import type { ScalarFunction } from '../../definition.js';
import { viewKernel } from '../string/view-kernel.js';

/** Defines the hashes that are no digests: fast, and not safe against an opponent. */
export const byteHashes: readonly ScalarFunction[] = [
  {
    kind: 'scalar',
    name: 'crc32',
    summary: 'Computes the CRC-32 checksum of a binary.',
    examples: [["crc32(to_utf8('hello'))", '907060870']],
    overloads: [{ args: ['varbinary'], returns: 'bigint', kernel: 'binary_crc32' }],
  },
  {
    kind: 'scalar',
    name: 'xxhash64',
    summary: 'Computes the 64-bit xxHash of a binary.',
    examples: [["to_hex(xxhash64(X''))", 'EF46DB3751D8E999']],
    overloads: [{ args: ['varbinary'], returns: 'varbinary', ...viewKernel('binary_xxhash64') }],
  },
  {
    kind: 'scalar',
    name: 'murmur3',
    summary: 'Computes the 128-bit MurmurHash3 of a binary.',
    examples: [["to_hex(murmur3(X'00'))", 'B55CFF6EE5AB10468335F878AA2D6251']],
    overloads: [{ args: ['varbinary'], returns: 'varbinary', ...viewKernel('binary_murmur3') }],
  },
];

import type { ScalarFunction } from '../../definition.js';
import { from_base32, to_base32 } from './base32.js';
import { base64Functions } from './base64.js';
import { bigEndianFunctions } from './big_endian.js';
import { byteHashes } from './byte-hash.js';
import { contains } from './contains.js';
import { digests } from './digest.js';
import { from_hex, to_hex } from './hex.js';
import { spookyHashes } from './spooky_hash.js';
import { uuid } from './uuid.js';

/** Lists the functions of binaries, their encodings and hashes, and of UUIDs and IP addresses. */
export const binaryFunctions: readonly ScalarFunction[] = [
  ...base64Functions,
  ...bigEndianFunctions,
  ...byteHashes,
  contains,
  ...digests,
  from_base32,
  from_hex,
  ...spookyHashes,
  to_base32,
  to_hex,
  uuid,
];

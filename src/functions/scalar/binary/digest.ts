import { createHash, createHmac } from 'node:crypto';
import { LakeError } from '../../../base/lake-error.js';
import type { ScalarFunction } from '../../definition.js';

const define = (name: string, title: string, example: string): ScalarFunction => ({
  kind: 'scalar',
  name,
  summary: `Computes the ${title} digest of a binary.`,
  examples: [[`to_hex(${name}(X'61'))`, example]],
  overloads: [
    {
      args: ['varbinary'],
      returns: 'varbinary',
      host: ([bytes]) =>
        new Uint8Array(
          createHash(name)
            .update(bytes as Uint8Array)
            .digest(),
        ),
    },
  ],
});

const defineKeyed = (name: string, title: string): ScalarFunction => ({
  kind: 'scalar',
  name: `hmac_${name}`,
  summary: `Computes the HMAC of a binary with ${title} and a key.`,
  overloads: [
    {
      args: ['varbinary', 'varbinary'],
      returns: 'varbinary',
      host([bytes, key]) {
        if ((key as Uint8Array).length === 0) throw new LakeError('GENERIC_INTERNAL_ERROR', 'Empty key');
        return new Uint8Array(
          createHmac(name, key as Uint8Array)
            .update(bytes as Uint8Array)
            .digest(),
        );
      },
    },
  ],
});

/** Defines the cryptographic digests, plain and keyed. */
export const digests: readonly ScalarFunction[] = [
  define('md5', 'MD5', '0CC175B9C0F1B6A831C399E269772661'),
  define('sha1', 'SHA-1', '86F7E437FAA5A7FCE15D1DDCB9EAEAEA377667B8'),
  define('sha256', 'SHA-256', 'CA978112CA1BBDCAFAC231B39A23DC4DA786EFF8147C4E72B9807785AFEE48BB'),
  define(
    'sha512',
    'SHA-512',
    '1F40FC92DA241694750979EE6CF582F2D5D7D28E18335DE05ABC54D0560E0F53' +
      '02860C652BF08D560252AA5E74210546F369FBBBCE8C12CFC7957B2652FE9A75',
  ),
  defineKeyed('md5', 'MD5'),
  defineKeyed('sha1', 'SHA-1'),
  defineKeyed('sha256', 'SHA-256'),
  defineKeyed('sha512', 'SHA-512'),
];

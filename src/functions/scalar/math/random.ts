import { randomBytes } from 'node:crypto';
import { LakeError } from '../../../base/lake-error.js';
import type { SqlValue } from '../../../types/sql-value.js';
import type { ScalarFunction } from '../../definition.js';
import { integerNames } from './overloads.js';

/** A number from 0 up to `bound`, each as likely as the others but for a part in 2^64. */
function randomBelow(bound: bigint): bigint {
  if (bound < 2n ** 52n) return BigInt(Math.floor(Math.random() * Number(bound)));
  return randomBytes(16).reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n) % bound;
}

function between(start: SqlValue, stop: SqlValue): SqlValue {
  const [low, high] = [BigInt(start as number | bigint), BigInt(stop as number | bigint)];
  if (low >= high) throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'start value must be less than stop value');
  const value = low + randomBelow(high - low);
  return typeof start === 'bigint' ? value : Number(value);
}

function below(bound: SqlValue): SqlValue {
  const limit = BigInt(bound as number | bigint);
  if (limit <= 0n) throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'bound must be positive');
  const value = randomBelow(limit);
  return typeof bound === 'bigint' ? value : Number(value);
}

export const random: ScalarFunction = {
  kind: 'scalar',
  name: 'random',
  aliases: ['rand'],
  summary: 'Returns a random double from 0 up to 1, or an integer below n or from m up to n.',
  deterministic: false,
  overloads: [
    { args: [], returns: 'double', host: () => Math.random() },
    ...integerNames.flatMap((type) => [
      { args: [type], returns: type, host: ([bound]: readonly SqlValue[]) => below(bound!) },
      { args: [type, type], returns: type, host: ([start, stop]: readonly SqlValue[]) => between(start!, stop!) },
    ]),
  ],
};

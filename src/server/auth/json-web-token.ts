import { readFileSync } from 'node:fs';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { LakeError } from '../../base/lake-error.js';
import type { JwtOptions } from './auth-options.js';

const algorithmsDefault = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const asymmetric = /^(RS|PS|ES)(256|384|512)$|^(EdDSA|Ed25519)$/;
const clockToleranceDefault = 30;

/** Checks JSON Web Tokens of one issuer (RFC 7519, and RFC 8725 for what not to believe). */
export class JsonWebTokens {
  readonly #options: JwtOptions;
  readonly #keys: JWTVerifyGetKey;
  readonly #algorithms: readonly string[];

  /** @throws CONFIGURATION_INVALID */
  constructor(options: JwtOptions) {
    this.#options = options;
    this.#algorithms = options.algorithms ?? algorithmsDefault;
    const wrong = this.#algorithms.find((algorithm) => !asymmetric.test(algorithm));
    if (wrong !== undefined)
      throw new LakeError('CONFIGURATION_INVALID', `Tokens signed with ${wrong} are not taken`, {
        hint: `Choose from ${algorithmsDefault.join(', ')}.`,
      });
    this.#keys = /^https?:/.test(options.keys)
      ? createRemoteJWKSet(new URL(options.keys))
      : createLocalJWKSet(keysOfFile(options.keys));
  }

  /** Gives the principal that a token names; undefined when it is not to be believed. */
  async principalOf(token: string, nowMillis: number): Promise<string | undefined> {
    const { issuer, audience, principalClaim = 'sub', clockToleranceSeconds } = this.#options;
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        issuer,
        audience: typeof audience === 'string' ? audience : [...audience],
        algorithms: [...this.#algorithms],
        clockTolerance: clockToleranceSeconds ?? clockToleranceDefault,
        currentDate: new Date(nowMillis),
        requiredClaims: ['exp', principalClaim],
      });
      const principal = payload[principalClaim];
      return typeof principal === 'string' && principal !== '' ? principal : undefined;
    } catch (error) {
      // What jose finds wrong with a token is the caller's; a key set that cannot be reached is ours to tell.
      if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout)) return undefined;
      throw error;
    }
  }
}

function keysOfFile(file: string): JSONWebKeySet {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JSONWebKeySet;
  } catch (cause) {
    throw new LakeError('CONFIGURATION_INVALID', `No JWK set in ${file}: ${(cause as Error).message}`, { cause });
  }
}

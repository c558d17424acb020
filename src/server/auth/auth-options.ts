/** How callers prove who they are. Several ways may be open at once; none: everybody is believed. */
export interface AuthOptions {
  /** File of users and the hashes of their passwords; `lakelet user` writes it. */
  readonly passwordFile?: string;
  /** File of API tokens' hashes; `lakelet token` writes it. */
  readonly tokenFile?: string;
  readonly jwt?: JwtOptions;
}

/** Which JSON Web Tokens are believed, as an OpenID Connect provider issues them. */
export interface JwtOptions {
  readonly issuer: string;
  readonly audience: string | readonly string[];
  /** Where the issuer's keys are: the URL of a JWK set, or a file with one. */
  readonly keys: string;
  /** Signatures that are taken: RS256, PS256, ES256 and EdDSA by default; `none` and shared secrets never are. */
  readonly algorithms?: readonly string[];
  /** The claim that names the principal; `sub` by default. */
  readonly principalClaim?: string;
  /** Seconds that clocks may differ by; 30 by default. */
  readonly clockToleranceSeconds?: number;
}

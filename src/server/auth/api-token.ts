import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** An API token as its file has it, without the token itself. */
export interface ApiToken {
  readonly id: string;
  readonly principal: string;
  /** SHA-256 of the secret, in hexadecimal: the secret is random, so a slow hash would add nothing. */
  readonly hash: string;
  readonly createdAt: string;
  /** When it ends, as ISO 8601; absent: never. */
  readonly expiresAt?: string | undefined;
}

const prefix = 'lklt_';
const shape = /^lklt_([0-9a-f]{16})_([0-9a-f]{64})$/;
const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Makes a token for a principal: its text, which is shown once, and what the file keeps. */
export function makeApiToken(principal: string, expiresAt?: string): { text: string; token: ApiToken } {
  const id = randomBytes(8).toString('hex');
  const secret = randomBytes(32).toString('hex');
  const createdAt = new Date().toISOString();
  return {
    text: `${prefix}${id}_${secret}`,
    token: { id, principal, hash: digest(secret).toString('hex'), createdAt, expiresAt },
  };
}

/** Tells whether a bearer's text is an API token of ours and not a JSON Web Token. */
export const isApiTokenText = (text: string): boolean => text.startsWith(prefix);

/** Finds the token that a text is; undefined when there is none or it has ended. */
export function findApiToken(text: string, tokens: readonly ApiToken[], nowMillis: number): ApiToken | undefined {
  const [, id, secret] = shape.exec(text) ?? [];
  const token = tokens.find((known) => known.id === id);
  if (!token || !timingSafeEqual(digest(secret!), Buffer.from(token.hash, 'hex'))) return undefined;
  return token.expiresAt !== undefined && Date.parse(token.expiresAt) <= nowMillis ? undefined : token;
}

import type { Lake } from '../../engine/lake.js';
import type { FindCaller } from '../door.js';
import { Refusal } from '../rules/refusal.js';
import { isApiTokenText } from './api-token.js';
import type { AuthOptions } from './auth-options.js';
import { TooBusy } from './bounded-work.js';
import { type Credentials, parseAuthorization } from './credentials.js';
import { JsonWebTokens } from './json-web-token.js';
import { PasswordFile } from './password-file.js';
import { TokenFile } from './token-file.js';

/** Believes every caller; one that names no user is the one who started the server. */
export const openAccess =
  (owner: string): FindCaller =>
  async (_, claimed) => ({ principal: claimed || owner, isAuthenticated: false });

/**
 * Believes callers who prove who they are. One who claims to be another needs IMPERSONATE on that user.
 * @throws CONFIGURATION_INVALID
 */
export function provenAccess(auth: AuthOptions, lake: Lake, now: () => number): FindCaller {
  const prove = prover(auth, now);
  const challenge = [...(auth.passwordFile ? ['Basic realm="Lakelet"'] : []), ...(needsBearer(auth) ? ['Bearer'] : [])];
  const provedBy = async (credentials: Credentials): Promise<string | undefined> => {
    try {
      return await prove(credentials);
    } catch (error) {
      if (error instanceof TooBusy) throw new Refusal(429, error.message, { 'retry-after': '1' });
      throw error;
    }
  };
  return async (exchange, claimed) => {
    const header = exchange.header('authorization');
    const credentials = header === undefined ? undefined : parseAuthorization(header);
    const principal = credentials && (await provedBy(credentials));
    if (principal === undefined) {
      const reason = header === undefined ? 'Authentication is needed' : 'Authentication failed';
      throw new Refusal(401, reason, { 'www-authenticate': challenge.join(', ') });
    }
    if (claimed && claimed !== principal && !lake.mayImpersonate(principal, claimed))
      throw new Refusal(403, `${principal} may not act as ${claimed}`);
    return { principal: claimed || principal, isAuthenticated: true };
  };
}

const needsBearer = ({ tokenFile, jwt }: AuthOptions): boolean => tokenFile !== undefined || jwt !== undefined;

/** Makes what turns credentials into a principal; undefined for those that are not to be believed. */
function prover(auth: AuthOptions, now: () => number): (credentials: Credentials) => Promise<string | undefined> {
  const passwords = auth.passwordFile === undefined ? undefined : new PasswordFile(auth.passwordFile);
  const tokens = auth.tokenFile === undefined ? undefined : new TokenFile(auth.tokenFile);
  const webTokens = auth.jwt && new JsonWebTokens(auth.jwt);
  return async (credentials) => {
    if (credentials.kind === 'bearer')
      return (isApiTokenText(credentials.token) ? tokens : webTokens)?.principalOf(credentials.token, now());
    const { user, password } = credentials;
    return (await passwords?.check(user, password)) ? user : undefined;
  };
}

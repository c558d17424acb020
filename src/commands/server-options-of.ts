import { z } from 'zod';
import { LakeError } from '../base/lake-error.js';
import type { AuthOptions } from '../server/auth/auth-options.js';
import type { ServerOptions } from '../server/server-options.js';
import { readText } from './read-text.js';

const jwtShape = z.strictObject({
  issuer: z.string(),
  audience: z.union([z.string(), z.array(z.string())]),
  keys: z.string(),
  algorithms: z.array(z.string()).optional(),
  principalClaim: z.string().optional(),
  clockToleranceSeconds: z.number().nonnegative().optional(),
});

/** What the command line says of a server. */
export interface ServerLine {
  readonly host?: string;
  readonly port?: number;
  readonly auth?: readonly string[];
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly allowHost?: readonly string[];
  readonly allowOrigin?: readonly string[];
  readonly trustProxy?: readonly string[];
  readonly rules?: string;
  readonly insecure?: boolean;
}

/** Gives the server's options of a command line. @throws CONFIGURATION_INVALID */
export async function serverOptionsOf(line: ServerLine): Promise<ServerOptions> {
  const { host, port, auth, tlsCert, tlsKey, allowHost, allowOrigin, trustProxy, rules, insecure } = line;
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw new LakeError('CONFIGURATION_INVALID', '--tls-cert and --tls-key go together');
  return {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(auth === undefined ? {} : { auth: await authOf(auth) }),
    ...(tlsCert === undefined ? {} : { tls: { cert: await readText(tlsCert), key: await readText(tlsKey!) } }),
    ...(allowHost === undefined ? {} : { allowedHosts: allowHost }),
    ...(allowOrigin === undefined ? {} : { allowedOrigins: allowOrigin }),
    ...(trustProxy === undefined ? {} : { trustedProxies: trustProxy }),
    ...(rules === undefined ? {} : { requestRules: rules }),
    ...(insecure === undefined ? {} : { insecure }),
  };
}

async function authOf(ways: readonly string[]): Promise<AuthOptions> {
  const options: { -readonly [Name in keyof AuthOptions]: AuthOptions[Name] } = {};
  for (const way of ways) {
    const [kind = '', file = ''] = way.split(/=(.*)/s);
    if (kind === 'password' && file !== '') options.passwordFile = file;
    else if (kind === 'token' && file !== '') options.tokenFile = file;
    else if (kind === 'jwt' && file !== '') options.jwt = await jwtOf(file);
    else throw new LakeError('CONFIGURATION_INVALID', `--auth is password=FILE, token=FILE or jwt=FILE, not '${way}'`);
  }
  return options;
}

async function jwtOf(file: string): Promise<NonNullable<AuthOptions['jwt']>> {
  let read: unknown;
  try {
    read = JSON.parse(await readText(file));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new LakeError('CONFIGURATION_INVALID', `${file} is no JSON: ${cause.message}`, { cause });
  }
  const checked = jwtShape.safeParse(read);
  if (checked.success) return checked.data as NonNullable<AuthOptions['jwt']>;
  throw new LakeError('CONFIGURATION_INVALID', `${file} is wrong: ${z.prettifyError(checked.error)}`);
}

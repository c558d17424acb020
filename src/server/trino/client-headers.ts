import type { SessionOptions } from '../../engine/session-options.js';
import type { Exchange } from '../exchange.js';

/** Reports a header that cannot be read; the message is the answer. */
export class InvalidHeader extends Error {}

/** What the headers of a statement's request say of the client and of the session that it keeps. */
export interface ClientHeaders {
  readonly user: string | undefined;
  /** The client knows that times and timestamps have a precision. */
  readonly isParametric: boolean;
  /** The client takes rows of the first answer, and an answer that is the first and the last. Those that tell no capabilities do neither. */
  readonly readsFirstAnswer: boolean;
  /** Names and texts of session properties. */
  readonly settings: ReadonlyMap<string, string>;
  readonly session: SessionOptions;
  /** Trino's or Presto's: the names of the answer's headers begin as those of the request do. */
  readonly prefix: HeaderPrefix;
}

/** Begins the name of a header. */
export type HeaderPrefix = 'x-trino-' | 'x-presto-';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const catalogPrefix = /^awsdatacatalog\./i;
/** The property that SET TIME ZONE sets. */
export const timeZoneProperty = 'time_zone_id';

/** Reads the headers of a statement's request. @throws InvalidHeader */
export function readClientHeaders(exchange: Exchange): ClientHeaders {
  const prefix = prefixOf(exchange);
  const get = (name: string): string | undefined => nonEmpty(exchange.header(`${prefix}${name}`));
  const settings = new Map<string, string>();
  for (const [name, value] of pairs(get('session'), 'Session')) settings.set(name.replace(catalogPrefix, ''), value);
  const timeZone = settings.get(timeZoneProperty) ?? get('time-zone');
  settings.delete(timeZoneProperty);
  const catalog = get('catalog');
  const database = get('schema');
  if (database !== undefined && catalog === undefined) throw new InvalidHeader('Schema is set but catalog is not');
  const source = get('source');
  const activeRole = roleOf(pairs(get('role'), 'Role'));
  pairs(get('resource-estimate'), 'Resource-Estimate');
  pairs(get('extra-credential'), 'Extra-Credential');
  const capabilities = list(get('client-capabilities'));
  return {
    user: get('user'),
    prefix,
    isParametric: capabilities.includes('PARAMETRIC_DATETIME'),
    readsFirstAnswer: capabilities.length > 0,
    settings,
    session: {
      ...(catalog === undefined ? {} : { catalog }),
      ...(database === undefined ? {} : { database }),
      ...(source === undefined ? {} : { source }),
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(activeRole === undefined ? {} : { activeRole }),
      clientTags: list(get('client-tags')),
      prepared: new Map(pairs(get('prepared-statement'), 'Prepared-Statement')),
      transactionId: transactionOf(get('transaction-id')),
      lacksTransactions: get('transaction-id') === undefined,
    },
  };
}

function prefixOf({ incoming }: Exchange): HeaderPrefix {
  let found: HeaderPrefix | undefined;
  for (const name of Object.keys(incoming.headers)) {
    const prefix = name.startsWith('x-trino-') ? 'x-trino-' : name.startsWith('x-presto-') ? 'x-presto-' : undefined;
    if (prefix && found && prefix !== found)
      throw new InvalidHeader('Both X-Trino and X-Presto headers are set: send those of one');
    found ??= prefix;
  }
  return found ?? 'x-trino-';
}

const nonEmpty = (text: string | undefined): string | undefined => (text?.trim() ? text.trim() : undefined);

const list = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Reads `name=value,…`; both are encoded as forms are. */
function pairs(text: string | undefined, header: string): readonly (readonly [string, string])[] {
  return list(text).map((part) => {
    const split = part.indexOf('=');
    if (split <= 0 || part.includes('=', split + 1)) throw new InvalidHeader(`Invalid X-Trino-${header} header`);
    try {
      return [formText(part.slice(0, split).trim()), formText(part.slice(split + 1).trim())];
    } catch (error) {
      if (!(error instanceof URIError)) throw error;
      throw new InvalidHeader(`Invalid X-Trino-${header} header`);
    }
  });
}

const formText = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

function roleOf(roles: readonly (readonly [string, string])[]): SessionOptions['activeRole'] {
  let active: SessionOptions['activeRole'];
  for (const [catalog, role] of roles) {
    const [, name] = /^ROLE\{(.+)\}$/s.exec(role) ?? [];
    if (name === undefined && role !== 'ALL' && role !== 'NONE') throw new InvalidHeader('Invalid X-Trino-Role header');
    const chosen = name === undefined ? (role as 'ALL' | 'NONE') : { role: name.toLowerCase() };
    // A role of the whole system counts where the catalog has none of its own.
    if (catalog.toLowerCase() !== 'system' || active === undefined) active = chosen;
  }
  return active;
}

function transactionOf(text: string | undefined): string | undefined {
  if (text === undefined || text.toUpperCase() === 'NONE') return undefined;
  if (!uuid.test(text)) throw new InvalidHeader(`Invalid UUID string: ${text}`);
  return text;
}

import type { Exchange } from '../exchange.js';
import { isLoopback } from './client-address.js';
import { Refusal } from './refusal.js';

/** Which names a server answers to, and which web pages may ask it. */
export interface OriginOptions {
  /** Names beside `localhost`, the loopback addresses and the address that is listened on; `*`: any. */
  readonly allowedHosts: readonly string[];
  /** Origins such as `https://console.example.com`; others are refused. */
  readonly allowedOrigins: readonly string[];
}

const simpleTypes = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(;|$)/i;
const changing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Refuses what a web page may have made a browser send. A name that resolves here only because an attacker's name server says so is no name
 * of ours; a page of another origin must be allowed by name; and what changes something must carry a header that a page cannot send
 * without asking first. A client that is no browser sends neither `Origin` nor `Sec-Fetch-Site`, and need not care.
 */
export function checkOrigin(exchange: Exchange, { allowedHosts, allowedOrigins }: OriginOptions): void {
  const host = exchange.header(':authority') ?? exchange.header('host');
  if (host === undefined) throw new Refusal(400, 'The request names no host');
  if (!isAllowedHost(host, allowedHosts))
    throw new Refusal(421, `This server does not answer for the host '${printable(host)}'`);
  const origin = exchange.header('origin');
  const site = exchange.header('sec-fetch-site');
  if (origin !== undefined && !allowedOrigins.includes(origin) && originHost(origin) !== host.toLowerCase())
    throw new Refusal(403, `Pages of ${printable(origin)} may not use this server`);
  if (origin === undefined && (site === 'cross-site' || site === 'same-site'))
    throw new Refusal(403, 'Pages of other sites may not use this server');
  const isOfBrowser = origin !== undefined || site !== undefined;
  if (isOfBrowser && changing.has(exchange.incoming.method ?? '') && isSimple(exchange))
    throw new Refusal(403, 'A request of a browser needs a header X-Lakelet-Request, X-Trino-User or Authorization');
}

/** Tells whether a page may send the request without asking the server first. */
function isSimple(exchange: Exchange): boolean {
  const names = Object.keys(exchange.incoming.headers);
  if (names.some((name) => name === 'authorization' || /^x-(lakelet|trino|presto)-/.test(name))) return false;
  const type = exchange.header('content-type');
  return type === undefined || simpleTypes.test(type);
}

function isAllowedHost(host: string, allowed: readonly string[]): boolean {
  if (allowed.includes('*')) return true;
  const name = host
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  return name === 'localhost' || name.endsWith('.localhost') || isLoopback(name) || allowed.includes(name);
}

const originHost = (origin: string): string => origin.replace(/^https?:\/\//, '').toLowerCase();

const printable = (text: string): string => text.replace(/[^\x21-\x7e]/g, '?').slice(0, 200);

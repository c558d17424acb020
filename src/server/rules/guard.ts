import { readFileSync } from 'node:fs';
import { LakeError } from '../../base/lake-error.js';
import type { Door, DoorContext } from '../door.js';
import type { Exchange } from '../exchange.js';
import { AddressSet, clientAddress } from './client-address.js';
import { checkOrigin, type OriginOptions } from './origin-check.js';
import { RateLimit } from './rate-limit.js';
import { RecentRequests } from './recent-requests.js';
import { Refusal } from './refusal.js';
import { isBlocked, type RequestRules, readRequestRules } from './request-rule.js';

const urlLengthMax = 16 * 1024;
const rateLimitDefault = { requestsPerSecond: 5000, burst: 50_000 };

/** Stands before all doors: who may ask at all, how often, and with what. */
export const guard: Door = {
  name: 'guard',
  open(routes, context) {
    const check = requestCheck(context);
    routes.use('*', async ({ env }, next) => {
      check(env);
      await next();
    });
    return {};
  },
};

function requestCheck({ options, now, metrics }: DoorContext): (exchange: Exchange) => void {
  const proxies = options.trustedProxies && new AddressSet(options.trustedProxies);
  const limit = new RateLimit(options.rateLimit ?? rateLimitDefault);
  const recent = new RecentRequests();
  const rules = rulesOf(options.requestRules);
  const origins: OriginOptions = {
    allowedHosts: [...(options.host === undefined ? [] : [options.host]), ...(options.allowedHosts ?? [])].map((name) =>
      name.toLowerCase(),
    ),
    allowedOrigins: options.allowedOrigins ?? [],
  };
  const counted = (reason: string): void => metrics.requestRefused(reason);
  return (exchange) => {
    const { method = '', url = '' } = exchange.incoming;
    const address = clientAddress(exchange, proxies);
    const time = now();
    const waitMs = limit.take(address, time);
    if (waitMs > 0) {
      counted('rate');
      throw new Refusal(429, 'Too many requests', { 'retry-after': String(Math.ceil(waitMs / 1000)) });
    }
    if (url.length > urlLengthMax) {
      counted('url length');
      throw new Refusal(414, `The address is longer than ${urlLengthMax} characters`);
    }
    if (rules) {
      const facts = {
        address,
        method,
        url,
        bodyBytes: Number(exchange.header('content-length') ?? 0),
        requestsIn5Minutes: recent.count(address, time),
        header: (name: string) => exchange.header(name),
      };
      if (isBlocked(rules, facts, (rule) => metrics.ruleMet(rule))) {
        counted('rule');
        throw new Refusal(403, 'A rule of this server refuses the request');
      }
    }
    checkOrigin(exchange, origins);
  };
}

/** Gives the rules of a file, or as they are. @throws CONFIGURATION_INVALID */
function rulesOf(rules: DoorContext['options']['requestRules']): RequestRules | undefined {
  if (rules === undefined) return undefined;
  if (typeof rules !== 'string') return readRequestRules(rules);
  let text: unknown;
  try {
    text = JSON.parse(readFileSync(rules, 'utf8'));
  } catch (cause) {
    throw new LakeError('CONFIGURATION_INVALID', `No request rules in ${rules}: ${(cause as Error).message}`, {
      cause,
    });
  }
  return readRequestRules(text);
}

import type { SecureServerOptions } from 'node:http2';
import type { AuthOptions } from './auth/auth-options.js';
import type { RateLimitOptions } from './rules/rate-limit.js';
import type { RequestRulesText } from './rules/request-rule.js';

/** What a server is started with. */
export interface ServerOptions {
  /** Address to listen on; 127.0.0.1 by default. */
  readonly host?: string;
  /** Port to listen on, 0 for any that is free; 8080 by default. */
  readonly port?: number;
  /** Certificate and key; with them the port speaks TLS only. */
  readonly tls?: SecureServerOptions;
  /** How callers prove who they are; without it everybody is believed. */
  readonly auth?: AuthOptions;
  /** Lets others than this machine in without authentication, or with passwords that are not encrypted on their way. */
  readonly insecure?: boolean;
  /** Names of hosts that the server answers for, beside `localhost`, loopback addresses and `host`; `*`: any. */
  readonly allowedHosts?: readonly string[];
  /** Origins of web pages that may use the server, such as `https://console.example.com`. */
  readonly allowedOrigins?: readonly string[];
  /** Addresses of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[];
  /** Requests of one address; 5,000 a second by default. */
  readonly rateLimit?: RateLimitOptions;
  /** Rules that allow, block or count requests, or the JSON file that has them. */
  readonly requestRules?: string | RequestRulesText;
  /** Milliseconds without a request after which a query is taken for abandoned; five minutes by default. */
  readonly clientTimeoutMs?: number;
  /** Milliseconds that a stopping server waits for what runs; 10,000 by default. */
  readonly drainMs?: number;
}

import { ByAddress } from './by-address.js';

/** How many requests one address may send. */
export interface RateLimitOptions {
  readonly requestsPerSecond: number;
  /** Requests that may come at once; as many as in ten seconds by default. */
  readonly burst?: number;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Counts the requests of addresses, each with a bucket that fills evenly (the token bucket of RFC 2697). */
export class RateLimit {
  readonly #perMs: number;
  readonly #burst: number;
  readonly #buckets: ByAddress<Bucket>;

  constructor({ requestsPerSecond, burst = 10 * requestsPerSecond }: RateLimitOptions) {
    this.#perMs = requestsPerSecond / 1000;
    this.#burst = burst;
    this.#buckets = new ByAddress((now) => ({ tokens: burst, filledAt: now }));
  }

  /** Counts a request; gives the milliseconds to wait, 0 when it may pass. */
  take(address: string, now: number): number {
    const bucket = this.#buckets.of(address, now);
    bucket.tokens = Math.min(this.#burst, bucket.tokens + (now - bucket.filledAt) * this.#perMs);
    bucket.filledAt = now;
    if (bucket.tokens < 1) return (1 - bucket.tokens) / this.#perMs;
    bucket.tokens--;
    return 0;
  }
}

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

const addressesMax = 10_000;

/** Counts the requests of addresses, each with a bucket that fills evenly (the token bucket of RFC 2697). */
export class RateLimit {
  readonly #perMs: number;
  readonly #burst: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor({ requestsPerSecond, burst = 10 * requestsPerSecond }: RateLimitOptions) {
    this.#perMs = requestsPerSecond / 1000;
    this.#burst = burst;
  }

  /** Counts a request; gives the milliseconds to wait, 0 when it may pass. */
  take(address: string, now: number): number {
    const bucket = this.#buckets.get(address) ?? { tokens: this.#burst, filledAt: now };
    this.#buckets.delete(address);
    bucket.tokens = Math.min(this.#burst, bucket.tokens + (now - bucket.filledAt) * this.#perMs);
    bucket.filledAt = now;
    // The address that was silent for longest goes first: its bucket is the fullest.
    if (this.#buckets.size >= addressesMax) this.#buckets.delete(this.#buckets.keys().next().value!);
    this.#buckets.set(address, bucket);
    if (bucket.tokens < 1) return (1 - bucket.tokens) / this.#perMs;
    bucket.tokens--;
    return 0;
  }
}

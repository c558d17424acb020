/** Writes SQL for a seeded pseudo-random 64-bit number that depends on `key` and on the name of its use. */
export class SqlRandom {
  readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** Writes an unsigned 64-bit hash of `key`; every `use` gives an independent stream. */
  bits(key: string, use: string): string {
    return `hash(${key}, ${streamNumber(use, this.seed)})`;
  }

  /** Writes a double in [0, 1). */
  unit(key: string, use: string): string {
    return `((${this.bits(key, use)} >> 11)::DOUBLE / 9007199254740992.0)`;
  }

  /** Writes an integer in [low, high], both SQL expressions or numbers, as BIGINT. */
  integer(key: string, use: string, low: number | string, high: number | string): string {
    return `(${low} + (${this.bits(key, use)} % (${high} - ${low} + 1)::UBIGINT)::BIGINT)`;
  }

  /** Writes one element of a list of texts, all equally likely. */
  pick(key: string, use: string, words: readonly string[]): string {
    return `${sqlList(words)}[1 + (${this.bits(key, use)} % ${words.length})::INTEGER]`;
  }

  /** Writes an index in [0, count) whose i-th value has a probability proportional to 1/(i + 1), as BIGINT. */
  zipf(key: string, use: string, count: number): string {
    return `least(floor(exp(${this.unit(key, use)} * ln(${count + 1}.0)))::BIGINT - 1, ${count - 1})`;
  }

  /** Writes a condition that holds for this share of the keys. */
  chance(key: string, use: string, share: number): string {
    return `(${this.bits(key, use)} % 1000000 < ${Math.round(share * 1e6)})`;
  }
}

/** Writes a SQL list of texts. */
export function sqlList(words: readonly string[]): string {
  return `[${words.map(sqlText).join(', ')}]`;
}

/** Quotes a text for SQL. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Returns a generator of doubles in [0, 1): the mulberry32 sequence of this seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function streamNumber(use: string, seed: number): number {
  let hash = (2166136261 ^ seed) >>> 0;
  for (let i = 0; i < use.length; i++) hash = Math.imul(hash ^ use.charCodeAt(i), 16777619) >>> 0;
  return hash;
}

import { randomInt } from 'node:crypto';

const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
const countMax = 99_999;

const suffix = (): string => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('');

/**
 * Makes the ids of statements as Trino does, `yyyyMMdd_HHmmss_NNNNN_xxxxx`: the moment in UTC, a number that goes up, and five characters
 * that are this lake's alone. Clients of Trino read them, and Athena's API takes any text without blanks.
 */
export class QueryIds {
  #day = '';
  #count = 0;
  #suffix = suffix();

  /** Gives the next id. */
  next(now = new Date()): string {
    const [day, time] = now.toISOString().replaceAll(/[-:]/g, '').slice(0, 15).split('T') as [string, string];
    if (this.#count > countMax) this.#suffix = suffix();
    if (this.#count > countMax || day !== this.#day) this.#count = 0;
    this.#day = day;
    return `${day}_${time}_${String(this.#count++).padStart(5, '0')}_${this.#suffix}`;
  }
}

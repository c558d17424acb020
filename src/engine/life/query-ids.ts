import { randomInt } from 'node:crypto';

const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
const countMax = 99_999;

const suffix = (): string => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('');

/**
 * Makes the ids of statements as Trino does, `yyyyMMdd_HHmmss_NNNNN_xxxxx`: the moment in UTC, a number that goes up, and five characters
 * that are this lake's alone. Clients of Trino read them, and Athena's API takes any text without blanks.
 */
export class QueryIds {
  #second = Number.NaN;
  #day = '';
  #time = '';
  #count = 0;
  #suffix = suffix();

  /** Gives the next id. */
  next(nowMillis = Date.now()): string {
    const second = Math.floor(nowMillis / 1000);
    if (second !== this.#second) this.#beginSecond(second);
    if (this.#count > countMax) {
      this.#suffix = suffix();
      this.#count = 0;
    }
    return `${this.#day}_${this.#time}_${String(this.#count++).padStart(5, '0')}_${this.#suffix}`;
  }

  #beginSecond(second: number): void {
    const text = new Date(second * 1000).toISOString().replaceAll(/[-:]/g, '');
    const [day, time] = text.slice(0, 15).split('T') as [string, string];
    if (day !== this.#day) this.#count = 0;
    this.#second = second;
    this.#day = day;
    this.#time = time;
  }
}

const passesMax = 8;

interface Waiting<T> {
  readonly item: T;
  readonly urgency: number;
  /** How many later items went ahead. */
  passes: number;
}

/**
 * Items that wait their turn: the most urgent first and, of those, the one that came first. An item counts as one step more urgent each time
 * that eight later ones have gone ahead of it, so that none waits for ever.
 */
export class PriorityQueue<T> {
  readonly #waiting: Waiting<T>[] = [];

  get size(): number {
    return this.#waiting.length;
  }

  push(item: T, urgency: number): void {
    this.#waiting.push({ item, urgency, passes: 0 });
  }

  /** Takes the next item out. */
  shift(): T | undefined {
    let best = 0;
    for (let index = 1; index < this.#waiting.length; index++)
      if (currentUrgency(this.#waiting[index]!) > currentUrgency(this.#waiting[best]!)) best = index;
    for (const passed of this.#waiting.slice(0, best)) passed.passes++;
    return this.#waiting.splice(best, 1)[0]?.item;
  }

  /** Takes an item out of its turn. */
  delete(item: T): void {
    const index = this.#waiting.findIndex((waiting) => waiting.item === item);
    if (index >= 0) this.#waiting.splice(index, 1);
  }

  /** Lists the items in the order they came. */
  items(): readonly T[] {
    return this.#waiting.map(({ item }) => item);
  }
}

const currentUrgency = ({ urgency, passes }: Waiting<unknown>): number => urgency + Math.floor(passes / passesMax);

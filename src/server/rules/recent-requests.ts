const windowMs = 5 * 60_000;
const slotMs = 15_000;
const slotCount = windowMs / slotMs;
const addressesMax = 10_000;

interface Counts {
  readonly slots: Uint32Array;
  lastSlot: number;
}

/** Counts the requests of each address over the last five minutes, to a quarter of a minute. */
export class RecentRequests {
  readonly #addresses = new Map<string, Counts>();

  /** Counts a request; gives how many there were with it. */
  count(address: string, now: number): number {
    const slot = Math.floor(now / slotMs);
    const counts = this.#addresses.get(address) ?? { slots: new Uint32Array(slotCount), lastSlot: slot };
    this.#addresses.delete(address);
    const passed = Math.min(slotCount, slot - counts.lastSlot);
    for (let step = 1; step <= passed; step++) counts.slots[(counts.lastSlot + step) % slotCount] = 0;
    counts.lastSlot = Math.max(slot, counts.lastSlot);
    counts.slots[slot % slotCount]!++;
    if (this.#addresses.size >= addressesMax) this.#addresses.delete(this.#addresses.keys().next().value!);
    this.#addresses.set(address, counts);
    return counts.slots.reduce((sum, count) => sum + count, 0);
  }
}

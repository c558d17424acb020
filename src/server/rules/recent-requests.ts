import { ByAddress } from './by-address.js';

const windowMs = 5 * 60_000;
const slotMs = 15_000;
const slotCount = windowMs / slotMs;

interface Counts {
  readonly slots: Uint32Array;
  lastSlot: number;
}

const slotOf = (now: number): number => Math.floor(now / slotMs);

/** Counts the requests of each address over the last five minutes, to a quarter of a minute. */
export class RecentRequests {
  readonly #addresses = new ByAddress<Counts>((now) => ({ slots: new Uint32Array(slotCount), lastSlot: slotOf(now) }));

  /** Counts a request; gives how many there were with it. */
  count(address: string, now: number): number {
    const slot = slotOf(now);
    const counts = this.#addresses.of(address, now);
    const passed = Math.min(slotCount, slot - counts.lastSlot);
    for (let step = 1; step <= passed; step++) counts.slots[(counts.lastSlot + step) % slotCount] = 0;
    counts.lastSlot = Math.max(slot, counts.lastSlot);
    counts.slots[slot % slotCount]!++;
    return counts.slots.reduce((sum, count) => sum + count, 0);
  }
}

import { PresenceLock } from '../../catalog/process-presence.js';
import type { WriteSnapshot, WriteStore } from '../../catalog/write-store.js';

/** A snapshot that files are kept for until it is released. */
export interface OpenSnapshot {
  readonly writes: WriteSnapshot;
  release(): void;
}

interface HeldEpoch {
  readonly lock: PresenceLock;
  count: number;
}

/** What the locks of snapshots are called: `snapshot<epoch>-…`. */
export const snapshotKind = (epoch: number): string => `snapshot${epoch}`;

/** Gives the epoch in the name of a snapshot's lock. */
export const epochOf = (name: string): number => Number(/^snapshot(\d+)-/.exec(name)?.[1] ?? Number.NaN);

/**
 * The snapshots of one opened lake. Those of one epoch share a lock; a file that a commit replaced stays until no lock of an earlier epoch
 * is held by any process.
 */
export class OpenSnapshots {
  readonly #folder: string;
  readonly #held = new Map<number, HeldEpoch>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes a snapshot of the catalog as it is now. */
  take(writes: WriteStore): OpenSnapshot {
    for (;;) {
      const epoch = writes.epoch();
      const release = this.#hold(epoch);
      const snapshot = writes.snapshot();
      if (snapshot.epoch === epoch) return { writes: snapshot, release };
      // A commit came between: what it replaced may be gone already.
      release();
    }
  }

  close(): void {
    for (const { lock } of this.#held.values()) lock.release();
    this.#held.clear();
  }

  #hold(epoch: number): () => void {
    const known = this.#held.get(epoch);
    const held = known ?? { lock: PresenceLock.take(this.#folder, snapshotKind(epoch)), count: 0 };
    if (!known) this.#held.set(epoch, held);
    held.count++;
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      if (--held.count > 0 || this.#held.get(epoch) !== held) return;
      this.#held.delete(epoch);
      held.lock.release();
    };
  }
}

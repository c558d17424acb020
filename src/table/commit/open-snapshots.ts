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

// A lock takes longer to make than a small query takes, so the last one stays a while for those that follow.
const idleMsMax = 200;

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
  #latest: number | undefined;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes a snapshot of the catalog as it is now. */
  take(writes: WriteStore): OpenSnapshot {
    for (let epoch = this.#latest ?? writes.epoch(); ; ) {
      const release = this.#hold(epoch);
      const snapshot = writes.snapshot();
      if (snapshot.epoch === epoch) return { writes: snapshot, release };
      // A commit came between: what it replaced may be gone already.
      release();
      epoch = snapshot.epoch;
    }
  }

  /** Gives up the locks that no snapshot needs at the moment. */
  releaseIdle(): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = undefined;
    for (const [epoch, { count, lock }] of this.#held) {
      if (count > 0) continue;
      this.#held.delete(epoch);
      if (this.#latest === epoch) this.#latest = undefined;
      lock.release();
    }
  }

  close(): void {
    clearTimeout(this.#idleTimer);
    for (const { lock } of this.#held.values()) lock.release();
    this.#held.clear();
    this.#latest = undefined;
  }

  #hold(epoch: number): () => void {
    const known = this.#held.get(epoch);
    const held = known ?? { lock: PresenceLock.take(this.#folder, snapshotKind(epoch)), count: 0 };
    this.#latest = epoch;
    held.count++;
    if (!known) {
      this.#held.set(epoch, held);
      this.releaseIdle();
    }
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      if (--held.count > 0 || this.#held.get(epoch) !== held) return;
      if (epoch !== this.#latest) this.releaseIdle();
      else if (this.#idleTimer) this.#idleTimer.refresh();
      else this.#idleTimer = setTimeout(() => this.releaseIdle(), idleMsMax).unref();
    };
  }
}

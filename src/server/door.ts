import type { Hono } from 'hono';
import type { Lake } from '../engine/lake.js';
import type { Exchange } from './exchange.js';
import type { ServerMetrics } from './metrics.js';
import type { ServerOptions } from './server-options.js';

/** Whom a request speaks for. */
export interface Caller {
  readonly principal: string;
  /** True where the caller proved it; without authentication everybody is whom they say. */
  readonly isAuthenticated: boolean;
}

/**
 * Finds whom a request speaks for. `claimed` is the user that the request names beside its credentials: the one it wants to act as.
 * @throws Refusal 401, 403 or 429
 */
export type FindCaller = (exchange: Exchange, claimed: string | undefined) => Promise<Caller>;

/** What Hono knows in a door's routes: `c.env` is the exchange. */
export interface DoorEnvironment {
  readonly Bindings: Exchange;
}

/** What a door is opened with. */
export interface DoorContext {
  readonly lake: Lake;
  readonly options: ServerOptions;
  readonly findCaller: FindCaller;
  readonly metrics: ServerMetrics;
  /** Gives the time in milliseconds since 1970; a test may give another. */
  readonly now: () => number;
}

/** A door that stands open. */
export interface OpenDoor {
  /** Takes no new work and waits for what runs, at most until `signal` says that the time is over. */
  drain?(signal: AbortSignal): Promise<void>;
  /** Ends what still runs. */
  close?(): Promise<void>;
}

/** A way into the lake over HTTP. One file or folder exports one definition, and registry.ts lists it. */
export interface Door {
  readonly name: string;
  /** Adds its routes; what it throws there becomes the door's own answer by its own `onError`, or else the server's. */
  open(routes: Hono<DoorEnvironment>, context: DoorContext): OpenDoor;
}

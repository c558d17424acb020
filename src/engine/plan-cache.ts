import { LatestUsed } from '../base/latest-used.js';
import type { BindSession } from '../bind/bind-context.js';
import type { PhysicalNode } from '../exec/physical-plan.js';
import type { RowGroupSplit } from '../parquet/row-group-split.js';
import type { AnyStatement } from '../sql/ast.js';
import type { Listing } from '../table/table-files.js';
import type { LakeCatalog } from './lake-catalog.js';
import type { PlannedQuery } from './query-plan.js';

const keptBytesMax = 64 * 1024 * 1024;
const textLengthMax = 100_000;
// What plans take, about: by the length of their statements, by their own rows, and by the row groups and files that they read.
const planWeight = 20_000;
const characterWeight = 50;
const splitWeight = 1000;
const fileWeight = 500;
const valueWeight = 200;

/** A planned statement, and what its plan was made of. */
export interface KeptPlan {
  readonly statement: AnyStatement;
  readonly planned: PlannedQuery;
  readonly listings: readonly Listing[];
  readonly readsCatalog: boolean;
  /** State of the catalog; the empty text where it was not even opened. */
  readonly version: string;
}

/**
 * The plans of statements that come again, as dashboards' do. A plan is used again for the same text in the same circumstances (`planKey`) as
 * long as nobody has changed the catalog, and its tables' files are the ones that it was made for (docs/decisions/plan-cache.md).
 */
export class PlanCache {
  readonly #catalog: LakeCatalog;
  readonly #plans = new LatestUsed<KeptPlan>(keptBytesMax);

  constructor(catalog: LakeCatalog) {
    this.#catalog = catalog;
  }

  /** Names the state of the catalog now. */
  version(): string {
    return this.#catalog.version();
  }

  /** Finds a statement's plan of a state of the catalog; what it reads has to be listed again before it is used. */
  find(key: string, version: string): KeptPlan | undefined {
    const plan = this.#plans.find(key)?.value;
    if (!plan || plan.version === version) return plan;
    this.#plans.delete(key);
    return undefined;
  }

  /** Keeps a statement's plan, unless the catalog has changed since it was begun. */
  keep(key: string, plan: KeptPlan): void {
    if (plan.version === this.version()) this.#plans.keep(key, plan, weightOf(key, plan));
  }
}

/**
 * Writes all that a plan depends on beside the catalog and the files; undefined for a text too long to keep, and for a session with tables
 * of its own.
 */
export function planKey(text: string, session: BindSession, settings: string): string | undefined {
  if (text.length > textLengthMax || session.registered) return undefined;
  const { timeZone, user, catalog, schema } = session;
  return JSON.stringify([text, timeZone, user, catalog, schema, settings]);
}

/** A session that tells whether anybody has asked for what differs from one statement to the next. */
export interface WatchedSession {
  readonly session: BindSession;
  /** True: what was planned is good for one statement only. */
  isTimeUsed(): boolean;
}

/** Watches over the time and the id of a statement. */
export function watchedSession(plain: BindSession): WatchedSession {
  let isUsed = false;
  const session = {
    ...plain,
    get startMillis() {
      isUsed = true;
      return plain.startMillis;
    },
    get queryId() {
      isUsed = true;
      return plain.queryId;
    },
  };
  return { session, isTimeUsed: () => isUsed };
}

/** What nodes have that takes memory. */
interface HeldByNodes {
  readonly splits?: readonly Partial<RowGroupSplit>[];
  readonly rowCount?: number;
  readonly cells?: readonly unknown[];
}

function weightOf(key: string, { planned, listings }: KeptPlan): number {
  const footers = new Map<unknown, number>();
  let splits = 0;
  let values = 0;
  const visit = (node: PhysicalNode & HeldByNodes): void => {
    values += (node.rowCount ?? 0) * (node.cells?.length ?? 0);
    for (const { file } of node.splits ?? []) {
      splits++;
      if (file) footers.set(file, file.footer.length + file.positions.byteLength);
    }
  };
  for (const { source } of planned.plan.pipelines) visit(source);
  const footerBytes = [...footers.values()].reduce((sum, bytes) => sum + bytes, 0);
  const files = listings.reduce((count, listing) => count + listing.files.length, 0);
  const read = splitWeight * splits + footerBytes + fileWeight * files;
  return planWeight + characterWeight * key.length + valueWeight * values + read;
}

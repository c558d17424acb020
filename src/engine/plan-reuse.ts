import type { AnyStatement } from '../sql/ast.js';
import type { StatementTables } from './lake-tables.js';
import type { KeptPlan, PlanCache, WatchedSession } from './plan-cache.js';
import type { PlannedQuery } from './query-plan.js';

// Others are bound with what the session has beside its settings, such as prepared statements.
const keptKinds: ReadonlySet<AnyStatement['kind']> = new Set(['QueryStatement', 'Show']);

/** What one statement takes over from an earlier one of the same text, and leaves for later ones. */
export class PlanReuse {
  readonly #plans: PlanCache;
  readonly #key: string | undefined;
  readonly #watched: WatchedSession;
  readonly #kept: KeptPlan | undefined;
  /** State of the catalog before anything of it was read. */
  readonly #version: string;

  /** Without a key it takes and leaves nothing. */
  constructor(plans: PlanCache, key: string | undefined, watched: WatchedSession) {
    this.#plans = plans;
    this.#key = key;
    this.#watched = watched;
    this.#version = key === undefined ? '' : plans.version();
    this.#kept = key === undefined ? undefined : plans.find(key, this.#version);
  }

  /** The statement, if it was read before. */
  get statement(): AnyStatement | undefined {
    return this.#kept?.statement;
  }

  /** Gives the plan when the files of its tables are as they were; then nothing else need be loaded. */
  async planned(tables: StatementTables): Promise<PlannedQuery | undefined> {
    const kept = this.#kept;
    if (!kept) return undefined;
    return (await tables.hasSameFiles(kept.listings, kept.readsCatalog)) ? kept.planned : undefined;
  }

  /** Leaves a plan, if it is good for more than its own statement. */
  keep(statement: AnyStatement, planned: PlannedQuery, tables: StatementTables): void {
    if (this.#key === undefined || !keptKinds.has(statement.kind)) return;
    // What a principal sees, and what is noted of that, is decided anew each time.
    const isOpen = this.#version === '' || !tables.isGoverned;
    if (!isOpen || this.#watched.isTimeUsed() || tables.hasPassingRows) return;
    const { foundFiles: listings, readsCatalog } = tables;
    this.#plans.keep(this.#key, { statement, planned, listings, readsCatalog, version: this.#version });
  }
}

import { LakeError } from '../../base/lake-error.js';
import { QueryIds } from '../../engine/life/query-ids.js';
import { OpenQuery, type QueryStart } from './open-query.js';

const openMax = 10_000;
const openOfPrincipalMax = 2000;
/** Of those that were read or cancelled so many may be asked for again. */
const doneQueriesMax = 1000;
const sweepMs = 5000;

/** The queries of clients that read them page by page. Those that nobody asks for any more are ended. */
export class OpenQueries {
  readonly #queries = new Map<string, OpenQuery>();
  /** How many each principal has. */
  readonly #counts = new Map<string, number>();
  readonly #ids = new QueryIds();
  readonly #clientTimeoutMs: number;
  readonly #timer: NodeJS.Timeout;

  constructor(clientTimeoutMs: number) {
    this.#clientTimeoutMs = clientTimeoutMs;
    this.#timer = setInterval(() => this.#sweep(), Math.min(sweepMs, clientTimeoutMs));
    this.#timer.unref();
  }

  /** Queries whose last page was not given yet, and which nobody has ended. */
  get unreadCount(): number {
    let count = 0;
    for (const query of this.#queries.values()) if (!query.isOver && !query.isCancelled) count++;
    return count;
  }

  /** Starts a query. @throws QUERY_QUEUE_FULL */
  start(start: Omit<QueryStart, 'nextId'>): OpenQuery {
    const { principal } = start.caller;
    if (this.#isFull(principal)) this.#sweep();
    if (this.#isFull(principal))
      throw new LakeError('QUERY_QUEUE_FULL', 'Too many queries are open: read them to their end or cancel them');
    const query = new OpenQuery({ ...start, nextId: () => this.#ids.next() });
    this.#queries.set(query.id, query);
    this.#counts.set(principal, this.#countOf(principal) + 1);
    return query;
  }

  #isFull(principal: string): boolean {
    return this.#queries.size >= openMax || this.#countOf(principal) >= openOfPrincipalMax;
  }

  #countOf(principal: string): number {
    return this.#counts.get(principal) ?? 0;
  }

  find(id: string): OpenQuery | undefined {
    return this.#queries.get(id);
  }

  /** Lists the queries, the oldest first. */
  list(): readonly OpenQuery[] {
    return [...this.#queries.values()];
  }

  /** Forgets a query. */
  forget(query: OpenQuery): void {
    if (!this.#queries.delete(query.id)) return;
    const { principal } = query.caller;
    const left = this.#countOf(principal) - 1;
    if (left > 0) this.#counts.set(principal, left);
    else this.#counts.delete(principal);
  }

  /** Ends all queries. */
  close(): void {
    clearInterval(this.#timer);
    for (const query of this.#queries.values())
      query.cancel(new LakeError('SERVER_SHUTTING_DOWN', 'Server is shutting down'));
    this.#queries.clear();
  }

  #sweep(): void {
    const before = performance.now() - this.#clientTimeoutMs;
    const isDone = (query: OpenQuery): boolean => query.isOver || query.isCancelled;
    let doneCount = 0;
    for (const query of this.#queries.values()) if (isDone(query)) doneCount++;
    for (const [id, query] of this.#queries) {
      const isSpare = isDone(query) && doneCount > doneQueriesMax;
      if (query.isAwaited || (query.usedAt > before && !isSpare)) continue;
      if (isDone(query)) doneCount--;
      query.cancel(
        new LakeError('ABANDONED_QUERY', `Query ${id} was abandoned by the client: nobody asked for its results`),
      );
      this.forget(query);
    }
  }
}

import type { BufferPool } from '../../parquet/write/buffer-pool.js';
import { partitionFolder, partitionText } from '../../table/partition-folder.js';
import type { SqlType } from '../../types/sql-type.js';
import type { QueryMemory } from '../../vector/query-memory.js';
import type { Batch, Vector } from '../../vector/vector.js';
import { bucketHash, bucketOf } from './bucket-hash.js';
import { DistinctCodes } from './distinct-codes.js';

/** A column that decides where rows go: its place in batches. */
export interface RoutingColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly position: number;
}

/** Where rows go: a partition's folder, and a bucket of it. */
export interface Route {
  readonly partition: string;
  readonly values: readonly string[];
  readonly bucket: number;
}

/** Rows of a batch that go to one place. */
export interface RoutedRows {
  readonly route: number;
  /** Address of their numbers, u32 each. */
  readonly rows: number;
  readonly count: number;
}

/** Splits batches by the values of partition keys and by buckets. Numbers the places in the order in which they come. */
export class RowRouter {
  readonly #memory: QueryMemory;
  readonly #keys: readonly RoutingColumn[];
  readonly #keyCodes: readonly DistinctCodes[];
  readonly #bucketColumns: readonly RoutingColumn[];
  readonly #bucketCodes: readonly DistinctCodes[];
  readonly #bucketHashes: number[][];
  readonly #bucketCount: number;
  readonly #numbers = new Map<string | number, number>();
  readonly routes: Route[] = [];
  #routeOf = new Uint32Array(0);

  constructor(
    memory: QueryMemory,
    pool: BufferPool,
    keys: readonly RoutingColumn[],
    buckets: { readonly columns: readonly RoutingColumn[]; readonly count: number } | undefined,
  ) {
    this.#memory = memory;
    this.#keys = keys;
    this.#keyCodes = keys.map(({ type }) => new DistinctCodes(memory, pool, type));
    this.#bucketColumns = buckets?.columns ?? [];
    this.#bucketCodes = this.#bucketColumns.map(({ type }) => new DistinctCodes(memory, pool, type));
    this.#bucketHashes = this.#bucketColumns.map(() => [0]);
    this.#bucketCount = buckets?.count ?? 0;
  }

  /** Splits the live rows of a batch; `rowsAt` is memory for a u32 each. */
  split({ columns, selection, selectedCount }: Batch, rowsAt: number): readonly RoutedRows[] {
    if (this.#routeOf.length < selectedCount) this.#routeOf = new Uint32Array(selectedCount);
    this.#number(columns, selection, selectedCount);
    const counts = new Uint32Array(this.routes.length);
    for (let row = 0; row < selectedCount; row++) counts[this.#routeOf[row]!]!++;
    const next = new Uint32Array(counts.length);
    const routed: RoutedRows[] = [];
    let first = 0;
    for (let route = 0; route < counts.length; route++) {
      const count = counts[route]!;
      next[route] = first;
      if (count > 0) routed.push({ route, rows: rowsAt + 4 * first, count });
      first += count;
    }
    const { u32 } = this.#memory;
    const target = rowsAt >>> 2;
    for (let row = 0; row < selectedCount; row++)
      u32[target + next[this.#routeOf[row]!]!++] = selection === 0 ? row : u32[(selection >>> 2) + row]!;
    return routed;
  }

  release(): void {
    for (const codes of [...this.#keyCodes, ...this.#bucketCodes]) codes.release();
  }

  /** Sets `#routeOf` for each row. */
  #number(columns: readonly Vector[], selection: number, count: number): void {
    const codes = this.#keys.map(({ position }, key) =>
      this.#keyCodes[key]!.codes(columns[position]!, selection, count),
    );
    const buckets = this.#bucketCount > 0 ? this.#buckets(columns, selection, count) : undefined;
    const isSingle = codes.length === 1 && !buckets;
    for (let row = 0; row < count; row++) {
      const name = isSingle ? codes[0]![row]! : `${codes.map((own) => own[row]).join()}/${buckets ? buckets[row] : ''}`;
      let number = this.#numbers.get(name);
      if (number === undefined) {
        number = this.routes.length;
        this.#numbers.set(name, number);
        this.routes.push(
          this.#route(
            codes.map((own) => own[row]!),
            buckets?.[row] ?? -1,
          ),
        );
      }
      this.#routeOf[row] = number;
    }
  }

  #buckets(columns: readonly Vector[], selection: number, count: number): Int32Array {
    const hashes = new Int32Array(count);
    this.#bucketColumns.forEach(({ type, position }, column) => {
      const distinct = this.#bucketCodes[column]!;
      const codes = distinct.codes(columns[position]!, selection, count);
      const known = this.#bucketHashes[column]!;
      for (let code = known.length; code < distinct.length; code++) known.push(bucketHash(type, distinct.value(code)));
      for (let row = 0; row < count; row++) hashes[row] = (Math.imul(31, hashes[row]!) + known[codes[row]!]!) | 0;
    });
    for (let row = 0; row < count; row++) hashes[row] = bucketOf(hashes[row]!, this.#bucketCount);
    return hashes;
  }

  #route(codes: readonly number[], bucket: number): Route {
    const values = this.#keys.map(({ type }, key) => partitionText(this.#keyCodes[key]!.value(codes[key]!), type));
    const names = this.#keys.map(({ name }) => name);
    return { partition: partitionFolder(names, values), values, bucket };
  }
}

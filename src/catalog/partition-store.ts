import { LakeError } from '../base/lake-error.js';
import type { CatalogConnection, SqliteValue } from './catalog-connection.js';
import {
  type CatalogPartition,
  type CatalogTable,
  catalogName,
  type PartitionDefinition,
  type StorageDescriptor,
} from './catalog-entry.js';
import {
  anyOf,
  type Condition,
  conditionsOf,
  indexedKeysMax,
  type KeyFilter,
  keyValue,
  type PartitionFilter,
  passes,
} from './partition-filter.js';

const rangesMax = 100;
const probeRows = 2000;
const columns = 'id, partition_values, descriptor_id, location, parameters, others, create_millis';

/**
 * The partitions of tables. A table may have millions: `list` reads those that a filter lets through by an index on each of the
 * first four keys. The values of a partition are its identity, as text.
 */
export class PartitionStore {
  readonly #connection: CatalogConnection;

  constructor(connection: CatalogConnection) {
    this.#connection = connection;
  }

  /** Adds partitions and tells the values of those that were there already, which stay; without `ifNotExists` they are ALREADY_EXISTS. */
  add(
    table: CatalogTable,
    partitions: readonly PartitionDefinition[],
    options: { readonly ifNotExists?: boolean } = {},
  ): readonly (readonly string[])[] {
    return this.#connection.transaction(() => {
      const existing: (readonly string[])[] = [];
      const now = Date.now();
      const descriptors = new DescriptorIds(this.#connection, table);
      for (const partition of partitions) {
        checkValues(table, partition.values);
        if (this.#insert(table, partition, descriptors, now)) continue;
        if (!options.ifNotExists)
          throw new LakeError('ALREADY_EXISTS', `Partition already exists: ${partitionName(table, partition.values)}`);
        existing.push(partition.values);
      }
      this.#count(table, partitions.length - existing.length);
      return existing;
    });
  }

  /** Drops the partitions of these values and tells those that were not there. */
  drop(table: CatalogTable, partitions: readonly (readonly string[])[]): readonly (readonly string[])[] {
    return this.#connection.transaction(() => {
      const missing = partitions.filter(
        (values) =>
          this.#connection.run(
            'DELETE FROM partitions WHERE table_id = ? AND partition_values = ?',
            table.id,
            JSON.stringify(values),
          ) === 0,
      );
      this.#count(table, missing.length - partitions.length);
      return missing;
    });
  }

  /** Replaces a partition, with `values` of `partition` as its new ones; throws NOT_FOUND, ALREADY_EXISTS. */
  update(table: CatalogTable, values: readonly string[], partition: PartitionDefinition): void {
    this.#connection.transaction(() => {
      const before = this.get(table, values);
      if (!before) throw new LakeError('NOT_FOUND', `Partition not found: ${partitionName(table, values)}`);
      checkValues(table, partition.values);
      if (JSON.stringify(values) !== JSON.stringify(partition.values) && this.get(table, partition.values))
        throw new LakeError('ALREADY_EXISTS', `Partition already exists: ${partitionName(table, partition.values)}`);
      const { location, ...descriptor } = partition.storage;
      this.#connection.run(
        `UPDATE partitions SET partition_values = ?, descriptor_id = ?, location = ?, parameters = ?, others = ?,
           key0 = ?, key1 = ?, key2 = ?, key3 = ? WHERE id = ?`,
        JSON.stringify(partition.values),
        new DescriptorIds(this.#connection, table).idOf(descriptor),
        location ?? null,
        JSON.stringify(partition.parameters),
        partition.others === undefined ? null : JSON.stringify(partition.others),
        ...keysOf(table, partition.values),
        before.id,
      );
    });
  }

  /** Gets the partition of these values. */
  get(table: CatalogTable, values: readonly string[]): CatalogPartition | undefined {
    const sql = `SELECT ${columns} FROM partitions WHERE table_id = ? AND partition_values = ?`;
    const row = this.#connection.get<PartitionRow>(sql, table.id, JSON.stringify(values));
    return row && new Descriptors(this.#connection).partition(row);
  }

  /**
   * Lists the partitions that a filter may let through, in no order: all that it does, and perhaps others, where texts that differ are the
   * same value or a range is on a key after the fourth.
   */
  list(table: CatalogTable, filter: PartitionFilter = []): readonly CatalogPartition[] {
    return this.#connection.snapshot(() => {
      const descriptors = new Descriptors(this.#connection);
      const found = this.#rows(table, filter);
      const rest = [...filter.entries()].slice(indexedKeysMax);
      if (rest.every(([, key]) => key === undefined)) return found.map((row) => descriptors.partition(row));
      return found
        .map((row) => descriptors.partition(row))
        .filter(({ values }) =>
          rest.every(([index, key]) => key === undefined || passes(key, values[index]!, table.partitionKeys[index]!)),
        );
    });
  }

  /** Computes again how values compare, after the types of the keys have changed. */
  compareAgain(table: CatalogTable): void {
    const sql = 'UPDATE partitions SET key0 = ?, key1 = ?, key2 = ?, key3 = ? WHERE id = ?';
    const rows = this.#connection.all<PartitionRow>(
      'SELECT id, partition_values FROM partitions WHERE table_id = ?',
      table.id,
    );
    for (const { id, partition_values: values } of rows)
      this.#connection.run(sql, ...keysOf(table, JSON.parse(values) as string[]), id);
  }

  #insert(table: CatalogTable, partition: PartitionDefinition, descriptors: DescriptorIds, now: number): boolean {
    const { location, ...descriptor } = partition.storage;
    const inserted = this.#connection.run(
      `INSERT INTO partitions (table_id, partition_values, descriptor_id, location, parameters, others, create_millis,
         key0, key1, key2, key3) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      table.id,
      JSON.stringify(partition.values),
      descriptors.idOf(descriptor),
      location ?? null,
      JSON.stringify(partition.parameters),
      partition.others === undefined ? null : JSON.stringify(partition.others),
      now,
      ...keysOf(table, partition.values),
    );
    return inserted > 0;
  }

  #count(table: CatalogTable, change: number): void {
    this.#connection.run('UPDATE tables SET partition_count = partition_count + ? WHERE id = ?', change, table.id);
  }

  #rows(table: CatalogTable, filter: PartitionFilter): readonly PartitionRow[] {
    const filters = filter.slice(0, indexedKeysMax).map((key) => key && boundedRanges(key));
    const conditions = filters.map((key, index) => key && conditionsOf(key, table.partitionKeys[index]!, index));
    const leading = this.#leadingKey(table, conditions, filters);
    const select = `SELECT ${columns} FROM partitions`;
    if (leading === undefined) return this.#connection.all(`${select} WHERE table_id = ?`, table.id);
    const rest = conditions.flatMap((key, index) => (key && index !== leading ? [anyOf(key)] : []));
    const rows = conditions[leading]!.map((first) => {
      const where = allOf([first, ...rest], leading);
      const sql = `${select} INDEXED BY partitions_by_key${leading} WHERE ${where.sql}`;
      return this.#connection.all<PartitionRow>(sql, table.id, ...where.values);
    });
    if (rows.length < 2) return rows.flat();
    return [...new Map(rows.flat().map((row) => [row.id, row])).values()];
  }

  /** Chooses the key whose index has the fewest rows to look at: counting goes no further than a few thousand. */
  #leadingKey(
    table: CatalogTable,
    conditions: readonly (readonly Condition[] | undefined)[],
    filters: PartitionFilter,
  ): number | undefined {
    const candidates = [...conditions.keys()].filter((index) => conditions[index]);
    if (candidates.length < 2) return candidates[0];
    let best = candidates[0]!;
    let bestCount = Number.POSITIVE_INFINITY;
    for (const index of candidates) {
      let last = index;
      while (isSet(filters[last]) && conditions[last + 1]) last++;
      const chain = conditions.slice(index + 1, last + 1).map((key) => anyOf(key!));
      const count = conditions[index]!.reduce((sum, first) => {
        const where = allOf([first, ...chain], index);
        const sql = `SELECT count(*) AS count FROM (SELECT 1 FROM partitions INDEXED BY partitions_by_key${index}
          WHERE ${where.sql} LIMIT ${probeRows})`;
        return sum + this.#connection.get<{ count: number }>(sql, table.id, ...where.values)!.count;
      }, 0);
      if (count < bestCount) [best, bestCount] = [index, count];
    }
    return best;
  }
}

const isSet = (filter: KeyFilter | undefined): boolean => filter !== undefined && (filter.ranges?.length ?? 0) === 0;

/** The index of a later key holds only the partitions that have that key. */
const allOf = (conditions: readonly Condition[], index: number): Condition => ({
  sql: ['table_id = ?', `key${index} IS NOT NULL`, ...conditions.map(({ sql }) => `(${sql})`)].join(' AND '),
  values: conditions.flatMap(({ values }) => values),
});

/** Many ranges become the whole of the key: each is a query of its own, and a long OR is slow to prepare. */
const boundedRanges = (filter: KeyFilter): KeyFilter =>
  (filter.ranges?.length ?? 0) > rangesMax ? { ...filter, ranges: [{}] } : filter;

/** Prints a partition's name as SHOW PARTITIONS does, unescaped. */
export const partitionName = (table: Pick<CatalogTable, 'partitionKeys'>, values: readonly string[]): string =>
  table.partitionKeys.map(({ name }, index) => `${name}=${values[index]}`).join('/');

function checkValues(table: CatalogTable, values: readonly string[]): void {
  if (values.length === table.partitionKeys.length) return;
  const name = `${catalogName}.${table.database}.${table.name}`;
  throw new LakeError(
    'HIVE_INVALID_PARTITION_VALUE',
    `A partition of '${name}' has ${table.partitionKeys.length} values, not ${values.length}`,
  );
}

function keysOf(table: CatalogTable, values: readonly string[]): SqliteValue[] {
  return Array.from({ length: indexedKeysMax }, (_, index) =>
    index < values.length ? keyValue(values[index]!, table.partitionKeys[index]!) : null,
  );
}

interface PartitionRow {
  readonly id: number;
  readonly partition_values: string;
  readonly descriptor_id: number;
  readonly location: string | null;
  readonly parameters: string;
  readonly others: string | null;
  readonly create_millis: number;
}

type Descriptor = Omit<StorageDescriptor, 'location'>;

/** Finds or makes the rows of storage descriptors: partitions of a table have few different ones. */
class DescriptorIds {
  readonly #connection: CatalogConnection;
  readonly #table: CatalogTable;
  readonly #ids = new Map<string, number>();

  constructor(connection: CatalogConnection, table: CatalogTable) {
    this.#connection = connection;
    this.#table = table;
  }

  idOf(descriptor: Descriptor): number {
    const text = JSON.stringify(descriptor);
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const { id } = this.#table;
    this.#connection.run(
      'INSERT INTO partition_descriptors (table_id, descriptor) VALUES (?, ?) ON CONFLICT DO NOTHING',
      id,
      text,
    );
    const sql = 'SELECT id FROM partition_descriptors WHERE table_id = ? AND descriptor = ?';
    const found = this.#connection.get<{ id: number }>(sql, id, text)!.id;
    this.#ids.set(text, found);
    return found;
  }
}

/** Makes partitions of their rows, reading each storage descriptor once. */
class Descriptors {
  readonly #connection: CatalogConnection;
  readonly #descriptors = new Map<number, Descriptor>();
  readonly #parameters = new Map<string, Record<string, string>>();

  constructor(connection: CatalogConnection) {
    this.#connection = connection;
  }

  partition(row: PartitionRow): CatalogPartition {
    return {
      id: row.id,
      values: JSON.parse(row.partition_values) as string[],
      storage: { ...this.#descriptor(row.descriptor_id), location: row.location ?? undefined },
      parameters: this.#parametersOf(row.parameters),
      others: row.others === null ? undefined : (JSON.parse(row.others) as Record<string, unknown>),
      createMillis: row.create_millis,
    };
  }

  #descriptor(id: number): Descriptor {
    const known = this.#descriptors.get(id);
    if (known) return known;
    const sql = 'SELECT descriptor FROM partition_descriptors WHERE id = ?';
    const descriptor = JSON.parse(this.#connection.get<{ descriptor: string }>(sql, id)!.descriptor) as Descriptor;
    this.#descriptors.set(id, descriptor);
    return descriptor;
  }

  #parametersOf(text: string): Record<string, string> {
    if (text !== '{}') return JSON.parse(text) as Record<string, string>;
    const known = this.#parameters.get(text) ?? {};
    this.#parameters.set(text, known);
    return known;
  }
}

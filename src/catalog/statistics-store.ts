import type { CatalogConnection } from './catalog-connection.js';
import type { CatalogPartition, CatalogTable, ColumnStatistics } from './catalog-entry.js';

type TableId = Pick<CatalogTable, 'id'>;
type PartitionId = Pick<CatalogPartition, 'id'>;

interface StatisticsRow {
  readonly statistics: string;
}

/** What is known of the values of columns, of whole tables and of partitions; it goes with its table or partition. */
export class StatisticsStore {
  readonly #connection: CatalogConnection;

  constructor(connection: CatalogConnection) {
    this.#connection = connection;
  }

  /** Lists what is known of a table's columns. */
  ofTable({ id }: TableId): readonly ColumnStatistics[] {
    return this.#connection.kept('statistics', [id], () =>
      this.#read('SELECT statistics FROM column_statistics WHERE table_id = ? ORDER BY column_name', id),
    );
  }

  /** Lists what is known of a partition's columns. */
  ofPartition({ id }: PartitionId): readonly ColumnStatistics[] {
    return this.#read('SELECT statistics FROM partition_statistics WHERE partition_id = ? ORDER BY column_name', id);
  }

  /** Records what is known of some of a table's columns. */
  setOfTable({ id }: TableId, statistics: readonly ColumnStatistics[]): void {
    this.#write('INSERT OR REPLACE INTO column_statistics VALUES (?, ?, ?)', id, statistics);
  }

  /** Records what is known of some of a partition's columns. */
  setOfPartition({ id }: PartitionId, statistics: readonly ColumnStatistics[]): void {
    this.#write('INSERT OR REPLACE INTO partition_statistics VALUES (?, ?, ?)', id, statistics);
  }

  /** Forgets what is known of a table's columns, or of one. */
  deleteOfTable({ id }: TableId, column?: string): void {
    const sql = 'DELETE FROM column_statistics WHERE table_id = ? AND column_name = ifnull(?, column_name)';
    this.#connection.run(sql, id, column ?? null);
  }

  /** Forgets what is known of a partition's columns, or of one. */
  deleteOfPartition({ id }: PartitionId, column?: string): void {
    const sql = 'DELETE FROM partition_statistics WHERE partition_id = ? AND column_name = ifnull(?, column_name)';
    this.#connection.run(sql, id, column ?? null);
  }

  #read(sql: string, id: number): readonly ColumnStatistics[] {
    return this.#connection
      .all<StatisticsRow>(sql, id)
      .map(({ statistics }) => JSON.parse(statistics) as ColumnStatistics);
  }

  #write(sql: string, id: number, statistics: readonly ColumnStatistics[]): void {
    this.#connection.transaction(() => {
      for (const entry of statistics) this.#connection.run(sql, id, entry.column, JSON.stringify(entry));
    });
  }
}

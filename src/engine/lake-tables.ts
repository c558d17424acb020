import type { ColumnMetadata, Metadata, TableMetadata, TableName } from '../bind/metadata.js';
import { catalogName, columnType } from '../catalog/catalog-entry.js';
import type { StatisticsSource, TableStatistics } from '../optimize/statistics.js';
import type { TableReference } from '../plan/logical-plan.js';
import { listFiles } from '../storage/list-files.js';
import type { FooterCache } from '../table/footer-cache.js';
import { ParquetTable } from '../table/parquet-table.js';
import { TableSummary } from '../table/table-summary.js';
import type { LakeCatalog } from './lake-catalog.js';

interface LoadedTable {
  readonly table: ParquetTable;
  readonly metadata: TableMetadata;
  readonly summary: TableSummary;
}

/** The tables of one statement as they were when it began. */
export class StatementTables implements Metadata, StatisticsSource {
  readonly #catalog: LakeCatalog;
  readonly #footers: FooterCache;
  readonly #baseFolder: string;
  readonly #tables = new Map<string, LoadedTable>();

  constructor(catalog: LakeCatalog, footers: FooterCache, baseFolder: string) {
    this.#catalog = catalog;
    this.#footers = footers;
    this.#baseFolder = baseFolder;
  }

  /** Reads what the statement's tables are; one that does not exist stays unknown. */
  async load(names: readonly TableName[], patterns: readonly string[]): Promise<void> {
    const loads = [
      ...names.map((name) => this.#loadTable(name)),
      ...patterns.map((pattern) => this.#loadFiles(patternKey(pattern), pattern, [pattern])),
    ];
    await Promise.all(loads);
  }

  hasCatalog(catalog: string): boolean {
    return catalog === catalogName || catalog === 'system';
  }

  hasSchema(_catalog: string, schema: string): boolean {
    return this.#catalog.store.getDatabase(schema) !== undefined;
  }

  findTable(name: TableName): TableMetadata | undefined {
    return this.#tables.get(tableKey(name))?.metadata;
  }

  findFiles(pattern: string): TableMetadata | undefined {
    return this.#tables.get(patternKey(pattern))?.metadata;
  }

  listCatalogs(): readonly string[] {
    return [catalogName, 'system'];
  }

  listSchemas(catalog: string): readonly string[] {
    return catalog === catalogName ? this.#catalog.store.listDatabases().map(({ name }) => name) : [];
  }

  listTables(catalog: string, schema: string): readonly string[] {
    return catalog === catalogName ? this.#catalog.store.listTables(schema).map(({ name }) => name) : [];
  }

  /** Gives the state of a table that the binder found. */
  snapshot(reference: TableReference): ParquetTable {
    return this.#tables.get(reference.handle)!.table;
  }

  tableStatistics(reference: TableReference): TableStatistics | undefined {
    return this.#tables.get(reference.handle)?.summary;
  }

  async #loadTable(name: TableName): Promise<void> {
    if (name.catalog !== catalogName) return;
    const entry = this.#catalog.store.getTable(name.schema, name.name);
    if (!entry) return;
    const { storage } = entry;
    const columns = storage.columns.map((column) => ({ ...column, type: columnType(column) }));
    const locations = [storage.location ?? '', ...(storage.additionalLocations ?? [])];
    await this.#loadFiles(tableKey(name), name.name, locations, columns.length > 0 ? columns : undefined, name);
  }

  async #loadFiles(
    key: string,
    label: string,
    locations: readonly string[],
    columns?: readonly ColumnMetadata[],
    name?: TableName,
  ): Promise<void> {
    const lists = await Promise.all(locations.map((location) => listFiles(location, this.#baseFolder)));
    const files = lists.flat().filter(({ byteLength }) => byteLength > 0 || !columns);
    if (files.length === 0 && !columns) return;
    const table = new ParquetTable(label, await this.#footers.readAll(files), columns);
    const reference = {
      catalog: name?.catalog ?? '',
      schema: name?.schema ?? '',
      name: name?.name ?? label,
      handle: key,
    };
    const metadata = { reference, columns: table.columns };
    this.#tables.set(key, { table, metadata, summary: new TableSummary(table) });
  }
}

const tableKey = ({ catalog, schema, name }: TableName): string => JSON.stringify([catalog, schema, name]);
const patternKey = (pattern: string): string => `files:${pattern}`;

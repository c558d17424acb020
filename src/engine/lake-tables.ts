import type { MessagePort } from 'node:worker_threads';
import { LakeError } from '../base/lake-error.js';
import { collectQueryNames } from '../bind/collect-names.js';
import type { ColumnMetadata, TableName } from '../bind/metadata.js';
import { sessionSchema } from '../bind/session-schema.js';
import { type CatalogTable, type ColumnStatistics, catalogName, isView } from '../catalog/catalog-entry.js';
import type { WriteSnapshot } from '../catalog/write-store.js';
import type { StatisticsSource, TableStatistics } from '../optimize/statistics.js';
import type { Scan, TableReference } from '../plan/logical-plan.js';
import { isRemote } from '../storage/locations.js';
import type { ListedFile } from '../storage/object-store.js';
import { locationsOf } from '../table/catalog-table.js';
import type { OpenSnapshot } from '../table/commit/open-snapshots.js';
import { visibleFiles } from '../table/commit/visible-files.js';
import { parquetByName } from '../table/file-format.js';
import type { FooterCache } from '../table/footer-cache.js';
import { inferColumns } from '../table/infer-columns.js';
import type { OpenTable, PartitionDemand } from '../table/open-table.js';
import { hiddenColumns, rowNumberColumn, type TableColumn } from '../table/table-column.js';
import { type FileLister, isSameList, type Listing, listingsAtOnceMax, takeSnapshot } from '../table/table-files.js';
import type { ChosenPartitions } from '../table/table-partition.js';
import { type SnapshotFile, TableSnapshot } from '../table/table-snapshot.js';
import { TableSummary } from '../table/table-summary.js';
import { wholeTable } from '../table/whole-table.js';
import { ManyRows, type WaitingRows } from './known-tables/many-rows.js';
import { partitionedTable } from './known-tables/partitions-table.js';
import type { LakeCatalog } from './lake-catalog.js';
import type { LakeFiles } from './lake-files.js';
import type { LakeInside } from './lake-inside.js';
import type { LakeWrites } from './lake-writes.js';
import { openCatalogTable } from './open-catalog-table.js';
import { type LoadedNames, PrincipalMetadata, patternKey, tableKey } from './principal-metadata.js';
import type { TableListings } from './query-plan.js';
import { fileOfRows, type RegisterContext } from './registered/register-rows.js';
import type { RegisteredTable } from './registered/registered-table.js';
import type { StatementRights } from './statement-rights.js';
import { storedView } from './stored-view.js';

interface LoadedSnapshot {
  readonly snapshot: TableSnapshot;
  readonly summary: TableSummary;
}

/** What the catalog says of a name. */
interface FoundEntry {
  readonly entry: CatalogTable;
  /** It is a view that the principal may not read. */
  readonly isHidden: boolean;
  readonly statistics: readonly ColumnStatistics[];
}

/** The tables of one statement as they were when it began. */
export class StatementTables extends PrincipalMetadata implements StatisticsSource {
  readonly #catalog: LakeCatalog;
  readonly #footers: FooterCache;
  readonly #files: LakeFiles;
  #readsS3 = false;
  readonly #listings: Listing[] = [];
  readonly #rights: StatementRights;
  readonly #lister: FileLister;
  readonly #writes: LakeWrites;
  #committed: OpenSnapshot | undefined;
  readonly #registered = new Set<RegisteredTable>();
  #holders = 1;
  readonly #tables: LoadedNames['tables'];
  readonly #views: LoadedNames['views'];
  readonly #loaded: LoadedNames;
  readonly #snapshots = new Map<string, LoadedSnapshot>();
  /** Of the tables that were analyzed, by handle. */
  readonly #distinctCounts = new Map<string, ReadonlyMap<string, number>>();
  readonly #loading = new Map<string, Promise<void>>();

  constructor(inside: LakeInside, rights: StatementRights) {
    const loaded: LoadedNames = {
      tables: new Map(),
      views: new Map(),
      hasKnownRows: false,
      hasPassingRows: false,
      manyRows: new ManyRows(),
    };
    super(inside, rights, loaded);
    this.#loaded = loaded;
    this.#tables = loaded.tables;
    this.#views = loaded.views;
    this.#rights = rights;
    this.#catalog = inside.catalog;
    this.#footers = inside.footers;
    this.#files = inside.files;
    this.#writes = inside.writes;
    this.#lister = { list: (location) => this.#list(location) };
  }

  /** Reads what the statement's tables are; one that does not exist stays unknown. */
  load(names: readonly TableName[], patterns: readonly string[]): Promise<void> {
    return this.#loadFor(this.#rights, names, patterns);
  }

  async #loadFor(rights: StatementRights, named: readonly TableName[], patterns: readonly string[]): Promise<void> {
    // A statement without tables, such as SELECT 1, needs no catalog.
    const names =
      named.length > 0 && rights.authority.isGoverned
        ? named.flatMap((name) => [name].concat(partitionedTable(name) ?? []))
        : named;
    if (names.length > 0) this.#committed ??= this.#writes.snapshot();
    const found =
      names.length > 0 ? this.#catalog.store.snapshot(() => names.map((name) => this.#find(name, rights))) : [];
    const loads = [
      ...names.map((name, index) => this.#loadRegistered(name) ?? this.#loadTable(name, found[index], rights)),
      ...patterns.map((pattern) =>
        this.#loadFiles({ catalog: '', schema: '', name: pattern, handle: patternKey(pattern) }, [pattern]),
      ),
    ];
    await Promise.all(loads);
  }

  /**
   * Tells whether tables that another statement had listed have the same files now, and keeps those from being deleted, as `load` does.
   * Without tables of the catalog it was files alone that the statement read.
   */
  async hasSameFiles(listings: readonly Listing[], readsCatalog: boolean): Promise<boolean> {
    if (readsCatalog) this.#committed ??= this.#writes.snapshot();
    let next = 0;
    let isSame = true;
    const lane = async (): Promise<void> => {
      for (let index = next++; isSame && index < listings.length; index = next++) {
        const { location, files } = listings[index]!;
        if (!isSameList(files, await this.#visibleFiles(location))) isSame = false;
      }
    };
    await Promise.all(Array.from({ length: Math.min(listingsAtOnceMax, listings.length) }, lane));
    return isSame;
  }

  /** What was listed so far. */
  get foundFiles(): readonly Listing[] {
    return this.#listings;
  }

  /** True when the statement reads tables of the catalog. */
  get readsCatalog(): boolean {
    return this.#committed !== undefined;
  }

  /** True when rows that the lake itself tells are part of the plan. */
  get hasKnownRows(): boolean {
    return this.#loaded.hasKnownRows;
  }

  /** True when such rows are part of the plan that the catalog's state alone does not decide. */
  get hasPassingRows(): boolean {
    return this.#loaded.hasPassingRows;
  }

  /** Lets the files go that were kept for the statement, when all who retain them do. */
  release(): void {
    if (--this.#holders > 0) return;
    this.#committed?.release();
    for (const table of this.#registered) void table.release();
  }

  /** The writes that the statement's tables are seen with. */
  get seenWrites(): WriteSnapshot | undefined {
    return this.#committed?.writes;
  }

  /** Keeps the files beyond the end of the first query, until `release` is called once more. */
  retain(): void {
    this.#holders++;
  }

  /** Makes a scan read no other files than these of the table. */
  pinFiles(scan: Scan, chosen: ChosenPartitions, files: readonly SnapshotFile[]): Scan {
    const { schema } = this.#tables.get(scan.table.handle)!.table;
    const handle = `${scan.table.handle}\nfiles ${this.#snapshots.size}`;
    this.#keep(handle, new TableSnapshot(schema, chosen, files));
    return { ...scan, table: { ...scan.table, handle } };
  }

  /** Lets the rows of a loaded table be told apart by their numbers in its files, from now on. */
  numberRows(name: TableName): void {
    const key = tableKey(name);
    const { table, metadata } = this.#tables.get(key)!;
    if (metadata.columns.some((column) => column.name === rowNumberColumn.name)) return;
    const columns = [...metadata.columns, { ...metadataOf(rowNumberColumn), hidden: true }];
    this.#tables.set(key, { table, metadata: { ...metadata, columns } });
  }

  /** Writes the rows of the lake's own that a scan is to read, where they wait to be, to a file that goes with the statement. */
  async writeRows(
    { table }: Scan,
    context: Omit<RegisterContext, 'footers'>,
    throwIfAborted: () => void,
  ): Promise<void> {
    const waiting = this.#loaded.manyRows.waiting(table);
    if (waiting) this.#loading.set(table.handle, this.#writeRows(table, waiting, context, throwIfAborted));
    await this.#loading.get(table.handle);
  }

  async #writeRows(
    reference: TableReference,
    rows: WaitingRows,
    { session, execution }: Omit<RegisterContext, 'footers'>,
    throwIfAborted: () => void,
  ): Promise<void> {
    const context = { session, execution, footers: this.#footers };
    const written = await fileOfRows(reference.name, rows, throwIfAborted, context);
    this.#registered.add(written);
    this.#openFiles(reference, rows.columns, [{ listed: written.file, footer: written.footer }]);
  }

  /** Opens rows that the statement itself has put aside in Parquet files, under a name of its own. */
  async openRows(name: TableName, columns: readonly TableColumn[], files: readonly ListedFile[]): Promise<void> {
    const footers = await this.#footers.readAll(files);
    this.#openFiles(
      { ...name, handle: tableKey(name) },
      columns,
      files.map((listed, index) => ({ listed, footer: footers[index]! })),
    );
  }

  #openFiles(
    reference: TableReference,
    columns: readonly TableColumn[],
    files: readonly Omit<SnapshotFile, 'partition'>[],
  ): void {
    const locations = files.map(({ listed }) => listed.location);
    const table = wholeTable(columns, locations, parquetByName);
    const chosen = table.choose({ domains: new Map(), conditions: [], nowMillis: 0 });
    const [partition] = chosen.partitions;
    this.#tables.set(reference.handle, { table, metadata: { reference, columns: columns.map(metadataOf) } });
    this.#keep(
      reference.handle,
      new TableSnapshot(
        table.schema,
        chosen,
        files.map((file) => ({ ...file, partition: partition! })),
      ),
    );
  }

  /** Gives a table that the binder found. */
  openTable({ handle }: TableReference): OpenTable | undefined {
    return this.#tables.get(handle)?.table;
  }

  /** Gives what a scan reads. */
  snapshot(reference: TableReference): TableSnapshot {
    return this.#snapshots.get(reference.handle)!.snapshot;
  }

  /** What is known of tables without regard to what is hidden in them: no plan that is shown may depend on it. */
  readonly wholeStatistics: StatisticsSource = {
    tableStatistics: ({ handle }) => this.#snapshots.get(handle)?.summary,
  };

  tableStatistics(reference: TableReference): TableStatistics | undefined {
    // A plan would tell of rows that the principal does not see; a table that is worth hiding rows of is mostly a large one.
    if (reference.hidesRows) return { rowCount: hiddenRowCount, columns: new Map() };
    // Hidden columns no plan can name.
    return this.#snapshots.get(reference.handle)?.summary;
  }

  /** Makes ports that workers read files of S3 through; undefined when the statement has none. */
  get s3Port(): (() => Promise<MessagePort>) | undefined {
    return this.#readsS3 ? () => this.#files.s3Port() : undefined;
  }

  /** Counts what was listed so far; a table counts once for each set of its partitions that was asked for. */
  listings(): TableListings {
    let [partitionsTotal, partitionsListed, filesListed] = [0, 0, 0];
    for (const { snapshot } of this.#snapshots.values()) {
      partitionsTotal += snapshot.partitionsTotal;
      partitionsListed += snapshot.partitionsListed;
      filesListed += snapshot.files.length;
    }
    return { partitionsTotal, partitionsListed, filesListed };
  }

  /** Finds the files of the partitions that a scan needs; gives the scan with them for its table. Twice the same is done once. */
  async takeSnapshot(scan: Scan, demand: PartitionDemand & { readonly key: string }): Promise<Scan> {
    const { handle } = scan.table;
    const { table } = this.#tables.get(handle)!;
    const own = demand.key === '[]' ? handle : `${handle}\n${demand.key}`;
    if (!this.#snapshots.has(own)) {
      const loading = this.#loading.get(own) ?? this.#load(own, table, demand);
      this.#loading.set(own, loading);
      await loading;
    }
    return own === handle ? scan : { ...scan, table: { ...scan.table, handle: own } };
  }

  async #load(handle: string, table: OpenTable, demand: PartitionDemand): Promise<void> {
    const chosen = table.choose(demand);
    this.#keep(handle, await takeSnapshot(table.schema, chosen, this.#lister, this.#footers));
  }

  #keep(handle: string, snapshot: TableSnapshot): void {
    const [table] = handle.split('\n');
    this.#snapshots.set(handle, { snapshot, summary: new TableSummary(snapshot, this.#distinctCounts.get(table!)) });
  }

  /** Lists the files that were committed when the statement began. */
  async #list(location: string): Promise<readonly ListedFile[]> {
    const files = await this.#visibleFiles(location);
    this.#listings.push({ location, files });
    return files;
  }

  async #visibleFiles(location: string): Promise<readonly ListedFile[]> {
    const place = this.#files.locations.place(location);
    const files = await this.#files.list(location);
    this.#readsS3 ||= isRemote(place);
    const visible = this.#committed ? visibleFiles(files, this.#committed.writes) : files;
    if (isRemote(place) || !/^s3[an]?:/i.test(location)) return visible;
    const shown = location.replace(/\/+$/, '');
    return visible.map((file) => ({ ...file, shownAs: `${shown}${file.location.slice(place.length)}` }));
  }

  #find(name: TableName, rights: StatementRights): FoundEntry | undefined {
    if (name.catalog !== catalogName) return undefined;
    const { store } = this.#catalog;
    const entry = store.getTable(name.schema, name.name);
    if (!entry) return undefined;
    const isHidden = isView(entry) && rights.restrictionsOn(entry)?.isVisible === false;
    return { entry, isHidden, statistics: store.statistics.ofTable(entry) };
  }

  async #loadTable(name: TableName, found: FoundEntry | undefined, rights: StatementRights): Promise<void> {
    if (!found || found.isHidden) return;
    const { entry, statistics } = found;
    if (isView(entry)) return this.#loadView(name, entry, rights);
    const reference = { ...name, handle: tableKey(name) };
    const table = openCatalogTable(entry, this.#catalog.store);
    if (statistics.length > 0)
      this.#distinctCounts.set(
        reference.handle,
        new Map(statistics.map(({ column, distinctCount = Number.POSITIVE_INFINITY }) => [column, distinctCount])),
      );
    const { columns, partitionKeys } = table.schema;
    if (columns.length > 0 || partitionKeys.length > 0)
      this.#open(reference, table, (entry.storage.bucketColumns?.length ?? 0) > 0);
    else await this.#loadFiles(reference, locationsOf(entry.storage));
  }

  /** Opens a table that the session has registered; undefined where the name means none. */
  #loadRegistered(named: TableName): Promise<void> | undefined {
    const { catalog, schema, name } = named;
    const registered =
      catalog === catalogName && schema === sessionSchema ? this.#rights.registered.find(name) : undefined;
    if (!registered) return undefined;
    if (!this.#registered.has(registered)) {
      registered.retain();
      this.#registered.add(registered);
    }
    const { columns, file, footer } = registered;
    this.#openFiles({ ...named, handle: tableKey(named) }, columns, [{ listed: file, footer }]);
    return Promise.resolve();
  }

  /** Reads a view, and what its query reads. */
  async #loadView(name: TableName, entry: CatalogTable, rights: StatementRights): Promise<void> {
    const key = tableKey(name);
    if (this.#views.has(key)) return;
    const view = storedView(entry);
    this.#views.set(key, { view, entry });
    if (view.query instanceof LakeError || !rights.mayReadView(entry)) return;
    const names = collectQueryNames(view.query, { catalog: view.catalog, schema: view.schema });
    const rest = names.tables.filter((table) => !this.#tables.has(tableKey(table)));
    const patterns = names.filePatterns.filter((pattern) => !this.#tables.has(patternKey(pattern)));
    await this.#loadFor(rights.asDefiner(view, name) ?? rights, rest, patterns);
  }

  /** Opens files that no table declares the columns of: they are those of the first. */
  async #loadFiles(reference: TableReference, locations: readonly string[]): Promise<void> {
    const lists = await Promise.all(locations.map((location) => this.#lister.list(location)));
    const files = lists.flat();
    const [first] = files;
    if (!first) return;
    const columns = inferColumns(await this.#footers.read(first));
    const table = wholeTable(columns, locations, parquetByName);
    const demand = { domains: new Map(), conditions: [], nowMillis: 0 };
    const chosen = table.choose(demand);
    const [partition] = chosen.partitions;
    const footers = await this.#footers.readAll(files);
    this.#open(reference, table);
    this.#keep(
      reference.handle,
      new TableSnapshot(
        table.schema,
        chosen,
        files.map((listed, index) => ({ listed, partition: partition!, footer: footers[index]! })),
      ),
    );
  }

  #open(reference: TableReference, table: OpenTable, isBucketed = false): void {
    const { columns, partitionKeys } = table.schema;
    const hidden = hiddenColumns.filter(
      ({ name }) => (name !== '$partition' || partitionKeys.length > 0) && (name !== '$bucket' || isBucketed),
    );
    const shown = [...columns, ...partitionKeys].map(metadataOf);
    const metadata = {
      reference,
      columns: [...shown, ...hidden.map((column) => ({ ...metadataOf(column), hidden: true }))],
    };
    this.#tables.set(reference.handle, { table, metadata });
  }
}

const hiddenRowCount = 10_000_000;
const metadataOf = ({ name, type, comment }: TableColumn): ColumnMetadata => ({ name, type, comment });

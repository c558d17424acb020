import type { TableAccess } from '../access/table-access.js';
import type { Metadata, RowsMetadata, TableMetadata, TableName, TableRead, ViewMetadata } from '../bind/metadata.js';
import { sessionSchema } from '../bind/session-schema.js';
import { type CatalogTable, catalogName } from '../catalog/catalog-entry.js';
import type { OpenTable } from '../table/open-table.js';
import { findKnownTable, knownSchemas, knownTableNames } from './known-tables/find-known-table.js';
import { catalogNames } from './known-tables/known-catalogs.js';
import type { ManyRows } from './known-tables/many-rows.js';
import { findPartitionsView } from './known-tables/partitions-table.js';
import type { LakeInside } from './lake-inside.js';
import type { StatementRights } from './statement-rights.js';

/** A table as it is for all; what a principal may do to it is looked up for each. */
export interface LoadedTable {
  readonly table: OpenTable;
  readonly metadata: Omit<TableMetadata, 'access'>;
}

/** A view, and its entry in the catalog. */
export interface LoadedView {
  readonly view: ViewMetadata;
  readonly entry: CatalogTable;
}

/** What the catalog has under the names of a statement. */
export interface LoadedNames {
  readonly tables: Map<string, LoadedTable>;
  readonly views: Map<string, LoadedView>;
  /** Rows that the lake itself tells were given to the binder. */
  hasKnownRows: boolean;
  /** Such of them that may be others although nobody has changed the catalog. */
  hasPassingRows: boolean;
  readonly manyRows: ManyRows;
}

const isOfSession = (catalog: string, schema: string): boolean => catalog === catalogName && schema === sessionSchema;

/** Names a table in a statement. */
export const tableKey = ({ catalog, schema, name }: TableName): string => JSON.stringify([catalog, schema, name]);

/** Names files in a statement. */
export const patternKey = (pattern: string): string => `files:${pattern}`;

/** What was looked up for a statement, as it is for one principal: the statement's, or the owner of a view. */
export class PrincipalMetadata implements Metadata {
  readonly #inside: LakeInside;
  readonly #rights: StatementRights;
  readonly #loaded: LoadedNames;
  readonly #accesses = new Map<string, TableAccess | undefined>();
  readonly #views = new Map<string, ViewMetadata | undefined>();

  constructor(inside: LakeInside, rights: StatementRights, loaded: LoadedNames) {
    this.#inside = inside;
    this.#rights = rights;
    this.#loaded = loaded;
  }

  get isGoverned(): boolean {
    return this.#rights.authority.isGoverned;
  }

  mayReadFiles(pattern: string): boolean {
    return this.#rights.mayReadFiles(this.#inside.files.locations.place(pattern));
  }

  noteRead(read: TableRead): void {
    this.#rights.noteRead(read);
  }

  hasCatalog(catalog: string): boolean {
    return catalogNames.includes(catalog);
  }

  hasSchema(catalog: string, schema: string): boolean {
    if (knownSchemas(catalog).includes(schema)) return true;
    if (isOfSession(catalog, schema)) return this.#rights.registered.names !== undefined;
    return (
      catalog === catalogName &&
      this.#inside.catalog.store.getDatabase(schema) !== undefined &&
      this.#rights.seesDatabase(schema)
    );
  }

  findTable(name: TableName): TableMetadata | undefined {
    const { catalog, schema } = name;
    if (isOfSession(catalog, schema) && !this.#rights.registered.find(name.name)) return undefined;
    const key = tableKey(name);
    const found = this.#loaded.tables.get(key);
    return found && { ...found.metadata, access: this.#accessTo(key, found.metadata) };
  }

  findView(name: TableName): ViewMetadata | undefined {
    const key = tableKey(name);
    if (!this.#views.has(key)) this.#views.set(key, this.#view(name, this.#loaded.views.get(key)));
    return this.#views.get(key);
  }

  findRows(name: TableName): RowsMetadata | undefined {
    const rows = findKnownTable(name, this.#inside, this.#rights, this.#loaded.manyRows);
    if (rows) {
      this.#loaded.hasKnownRows = true;
      this.#loaded.hasPassingRows ||= !rows.isOfCatalog;
    }
    return rows;
  }

  findFiles(pattern: string): TableMetadata | undefined {
    return this.#loaded.tables.get(patternKey(pattern))?.metadata;
  }

  listCatalogs(): readonly string[] {
    return catalogNames;
  }

  listSchemas(catalog: string): readonly string[] {
    if (catalog !== catalogName) return knownSchemas(catalog);
    const databases = this.#rights.visibleDatabases();
    return this.#rights.registered.names ? [sessionSchema, ...databases] : databases;
  }

  listTables(catalog: string, schema: string): readonly string[] {
    if (isOfSession(catalog, schema)) return this.#rights.registered.list().map(({ name }) => name);
    const known = knownTableNames(catalog, schema);
    return known.length > 0 || catalog !== catalogName ? known : this.#rights.visibleTables(schema);
  }

  #accessTo(key: string, { reference, columns }: LoadedTable['metadata']): TableAccess | undefined {
    if (!this.#accesses.has(key)) {
      const { catalog, schema, name } = reference;
      const names = columns.flatMap((column) => (column.hidden ? [] : [column.name]));
      const isOfCatalog = catalog === catalogName && !isOfSession(catalog, schema);
      this.#accesses.set(key, isOfCatalog ? this.#rights.restrictionsOf(schema, name, names) : undefined);
    }
    return this.#accesses.get(key);
  }

  #view(name: TableName, found: LoadedView | undefined): ViewMetadata | undefined {
    if (!found) return findPartitionsView(name, this.#rights);
    const access = this.#rights.restrictionsOn(found.entry);
    if (access?.isVisible === false) return undefined;
    const view = { ...found.view, access };
    const rights = this.#rights.asDefiner(view, name);
    return rights ? { ...view, definer: new PrincipalMetadata(this.#inside, rights, this.#loaded) } : view;
  }
}

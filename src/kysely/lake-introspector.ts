import {
  type DatabaseIntrospector,
  type DatabaseMetadata,
  type DatabaseMetadataOptions,
  DEFAULT_MIGRATION_LOCK_TABLE,
  DEFAULT_MIGRATION_TABLE,
  type Kysely,
  type SchemaMetadata,
  sql,
  type TableMetadata,
} from 'kysely';

interface ColumnRow {
  readonly table_schema: string;
  readonly table_name: string;
  readonly table_type: string;
  readonly column_name: string;
  readonly data_type: string;
  readonly comment: string | null;
}

/** Tells Kysely of the databases and tables that the session's principal sees. */
export class LakeIntrospector implements DatabaseIntrospector {
  readonly #db: Kysely<unknown>;

  constructor(db: Kysely<unknown>) {
    this.#db = db;
  }

  async getSchemas(): Promise<SchemaMetadata[]> {
    const { rows } = await sql<{ schema_name: string }>`
      SELECT schema_name FROM information_schema.schemata ORDER BY 1`.execute(this.#db);
    return rows.map(({ schema_name: name }) => ({ name }));
  }

  async getTables(
    { withInternalKyselyTables }: DatabaseMetadataOptions = { withInternalKyselyTables: false },
  ): Promise<TableMetadata[]> {
    const { rows } = await sql<ColumnRow>`
      SELECT c.table_schema, c.table_name, t.table_type, c.column_name, c.data_type, c.comment
      FROM information_schema.columns c
      JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
      WHERE c.table_schema <> 'information_schema'
      ORDER BY c.table_schema, c.table_name, c.ordinal_position`.execute(this.#db);
    const isInternal = ({ table_name: name }: ColumnRow): boolean =>
      name === DEFAULT_MIGRATION_TABLE || name === DEFAULT_MIGRATION_LOCK_TABLE;
    const tables = new Map<string, ColumnRow[]>();
    for (const row of rows.filter((column) => withInternalKyselyTables || !isInternal(column))) {
      const key = JSON.stringify([row.table_schema, row.table_name]);
      tables.set(key, [...(tables.get(key) ?? []), row]);
    }
    return [...tables.values()].map(tableMetadata);
  }

  async getMetadata(options?: DatabaseMetadataOptions): Promise<DatabaseMetadata> {
    return { tables: await this.getTables(options) };
  }
}

function tableMetadata(columns: readonly ColumnRow[]): TableMetadata {
  const { table_schema: schema, table_name: name, table_type: type } = columns[0]!;
  return {
    schema,
    name,
    isView: type === 'VIEW',
    columns: columns.map((column) => ({
      name: column.column_name,
      dataType: column.data_type,
      isAutoIncrementing: false,
      isNullable: true,
      hasDefaultValue: false,
      ...(column.comment ? { comment: column.comment } : {}),
    })),
  };
}

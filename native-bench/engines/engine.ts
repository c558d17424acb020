/** Holds a complete answer: values in the form of the engine that gave them. */
export interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Limits one statement. */
export interface QueryOptions {
  readonly timeoutMs?: number;
}

/** Lists the files of a table and, where the files do not say enough, the types of its columns. */
export interface TableFiles {
  readonly name: string;
  /** Absent: the engine's default. */
  readonly database?: string;
  /** A path or a pattern of Parquet files. */
  readonly files: string;
  readonly columns?: readonly (readonly [name: string, type: string])[];
}

/** Runs SQL for a test or a benchmark. */
export interface SqlEngine {
  readonly name: string;
  createTable(table: TableFiles): Promise<void>;
  query(sql: string, options?: QueryOptions): Promise<Answer>;
  close(): Promise<void>;
}

/** Limits an engine as a whole. */
export interface EngineOptions {
  readonly threads?: number;
  readonly memoryLimit?: string;
  /** Memory for decompressed pages that later runs find again; only Lakelet keeps such. */
  readonly pageCache?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

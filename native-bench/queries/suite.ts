/** Holds one query in the words of both engines. */
export interface BenchQuery {
  readonly id: string;
  readonly sql: string;
  /** The same question for DuckDB where its words or its rounding differ. */
  readonly duckdbSql: string;
  /** Whether the order of rows is part of the answer. */
  readonly ordered: boolean;
}

/** Holds the queries over one data set. */
export interface Suite {
  readonly name: string;
  readonly dataSet: string;
  /** Returns the queries, or why there are none. */
  readonly queries: () => readonly BenchQuery[] | string;
}

/** Makes a query whose text is the same for both engines. */
export function neutral(id: string, sql: string): BenchQuery {
  return { id, sql, duckdbSql: sql, ordered: /\border by\b/i.test(sql) };
}

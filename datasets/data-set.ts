/** Chooses what a generator makes; a data set reads the ones that concern it. */
export interface DataSetOptions {
  readonly scale: number;
  readonly rows: number;
  readonly seed: number;
}

/** Names a table and the SELECT that makes its rows; `pathOf` gives the file of a table listed before it. */
export interface TableSource {
  readonly name: string;
  readonly select: (pathOf: (table: string) => string) => string;
}

/** Describes one generated data set: all of it is SQL over range(), so DuckDB makes and writes it in parallel. */
export interface DataSet {
  readonly name: string;
  /** Names what the options make, for the cache. */
  readonly label: (options: DataSetOptions) => string;
  /** Lists statements to run before the tables are made. */
  readonly prepare: (options: DataSetOptions) => readonly string[];
  readonly tables: (options: DataSetOptions) => readonly TableSource[];
}

/** Takes the columns that are wanted from lines. */
export interface RowDecoder {
  /** Reads the line between two addresses of the query's memory into a row of the columns' builders. */
  decode(start: number, end: number, row: number): void;
  /** Does not look at lines when no column is wanted of them. */
  readonly skipsUnwanted: boolean;
  /** Gives memory back. */
  close?(): void;
}

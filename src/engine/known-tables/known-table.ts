import type { ColumnMetadata, WantedRanges, WantedTexts } from '../../bind/metadata.js';
import { type SqlType, VARCHAR } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import type { LakeInside } from '../lake-inside.js';
import type { StatementRights } from '../statement-rights.js';

/** The values of one row, in the order of the columns. */
export type KnownRow = readonly SqlValue[];

/** What the rows of a known table are made from. */
export interface KnownTableContext {
  /** The catalog that the table was asked for in. */
  readonly catalog: string;
  readonly inside: LakeInside;
  /** What the principal may see: rows tell of nothing else. */
  readonly rights: StatementRights;
  /** The known tables of that catalog, by schema and name. */
  readonly tables: readonly KnownTable[];
  /** The known tables of all catalogs. */
  readonly everyTable: readonly KnownTable[];
  /** Tells which rows are wanted; giving others does no harm. */
  readonly isWanted: WantedTexts;
  /** Tells between which numbers or moments rows are wanted; giving others does no harm. */
  readonly rangeOf: WantedRanges;
}

/** A table that tells of the lake itself: its rows are made when a statement asks for them. */
export type KnownTable = NamedTable & (TableOfRows | TableOfPages);

interface NamedTable {
  /** The catalogs that have it. */
  readonly catalogs: readonly string[];
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly ColumnMetadata[];
  /** Where nobody is restricted, its rows are the same for everybody as long as nobody changes the catalog. */
  readonly isOfCatalog?: true;
}

interface TableOfRows {
  /** Gives all rows that the principal may see. */
  rows(context: KnownTableContext): readonly KnownRow[];
  readonly pages?: undefined;
}

interface TableOfPages {
  /** Gives the rows part by part, each made when it is asked for: all of them may be too many for memory. */
  pages(context: KnownTableContext): Iterable<readonly KnownRow[]>;
  readonly rows?: undefined;
}

/** Makes columns from names and types; a name alone is that of a varchar. */
export const knownColumns = (
  ...columns: readonly (string | readonly [name: string, type: SqlType])[]
): readonly ColumnMetadata[] =>
  columns.map((column) => {
    const [name, type] = typeof column === 'string' ? [column, VARCHAR] : column;
    return { name, type };
  });

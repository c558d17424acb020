import type { ListedFile } from '../storage/object-store.js';
import { BIGINT, INTEGER, type SqlType, timestampTzType, VARCHAR } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import { utcZone } from '../types/time-zone.js';
import { bucketNumber } from './bucket-number.js';

/** A column of a table. */
export interface TableColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly comment?: string | undefined;
}

/** A column that tables have besides their own, `$partition` and `$bucket` those that have such: found by name, not by `*`; the same in all rows of a file. */
export interface HiddenColumn extends TableColumn {
  value(file: ListedFile, partitionName: string): SqlValue;
}

/** Lists the hidden columns of tables. */
export const hiddenColumns: readonly HiddenColumn[] = [
  { name: '$path', type: VARCHAR, value: ({ location, shownAs }) => shownAs ?? location },
  { name: '$file_size', type: BIGINT, value: ({ byteLength }) => BigInt(byteLength) },
  {
    name: '$file_modified_time',
    type: timestampTzType(3),
    value: ({ modifiedMillis }) => ({ millis: BigInt(Math.floor(modifiedMillis)), picosOfMilli: 0, zone: utcZone }),
  },
  { name: '$partition', type: VARCHAR, value: (_, partitionName) => partitionName },
  { name: '$bucket', type: INTEGER, value: ({ location }) => bucketNumber(location) ?? null },
];

/**
 * The number of a row in its Parquet file, from 0. Only statements that change rows find it by name: what it tells of rows that come before
 * is not for all.
 */
export const rowNumberColumn: TableColumn = { name: '$row_number', type: BIGINT };

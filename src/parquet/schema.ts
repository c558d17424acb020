import type { SqlType } from '../types/sql-type.js';

/** Names Parquet's physical types; the index is the number in the file. */
export const physicalTypes = [
  'BOOLEAN',
  'INT32',
  'INT64',
  'INT96',
  'FLOAT',
  'DOUBLE',
  'BYTE_ARRAY',
  'FIXED_LEN_BYTE_ARRAY',
] as const;
export type PhysicalType = (typeof physicalTypes)[number];

/** Says what the bytes of a leaf mean, when the file says it (logical type, or the older converted type). */
export type LogicalType =
  | {
      readonly kind:
        | 'string'
        | 'enum'
        | 'json'
        | 'bson'
        | 'uuid'
        | 'date'
        | 'float16'
        | 'interval'
        | 'null'
        | 'variant'
        | 'list'
        | 'map'
        | 'geometry'
        | 'geography';
    }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'time' | 'timestamp'; readonly unit: 'millis' | 'micros' | 'nanos'; readonly isUtc: boolean }
  | { readonly kind: 'integer'; readonly bitWidth: 8 | 16 | 32 | 64; readonly isSigned: boolean };

/**
 * One node of a file's schema. Levels are those at which a value of the node itself is present; leaves of the subtree are
 * `firstLeaf` up to `firstLeaf + leafCount`.
 */
export interface SchemaNode {
  readonly name: string;
  readonly repetition: 'required' | 'optional' | 'repeated';
  readonly logical: LogicalType | undefined;
  /** The SQL type that the file suggests; undefined where there is none. */
  readonly type: SqlType | undefined;
  readonly maxDefinitionLevel: number;
  readonly maxRepetitionLevel: number;
  readonly firstLeaf: number;
  readonly leafCount: number;
  readonly children: readonly SchemaNode[];
  /** Only of a leaf. */
  readonly physical: PhysicalType | undefined;
  /** Bytes of a FIXED_LEN_BYTE_ARRAY, else 0. */
  readonly byteWidth: number;
}

/** One leaf column with its place in the schema. */
export interface LeafColumn extends SchemaNode {
  readonly physical: PhysicalType;
  readonly path: readonly string[];
}

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
        | 'variant';
    }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'time' | 'timestamp'; readonly unit: 'millis' | 'micros' | 'nanos'; readonly isUtc: boolean }
  | { readonly kind: 'integer'; readonly bitWidth: 8 | 16 | 32 | 64; readonly isSigned: boolean }
  | { readonly kind: 'list' | 'map' | 'geometry' | 'geography' };

/**
 * One node of a file's schema. `type` is the SQL type that the file itself suggests (undefined when there is none, as
 * for an unsigned 64-bit integer); leaves of the subtree are `firstLeaf` up to `firstLeaf + leafCount`.
 */
export interface SchemaNode {
  readonly name: string;
  readonly repetition: 'required' | 'optional' | 'repeated';
  readonly logical: LogicalType | undefined;
  readonly type: SqlType | undefined;
  readonly maxDefinitionLevel: number;
  readonly maxRepetitionLevel: number;
  readonly firstLeaf: number;
  readonly leafCount: number;
  readonly children: readonly SchemaNode[];
  /** Only of a leaf. */
  readonly physical: PhysicalType | undefined;
  /** Bytes of a FIXED_LEN_BYTE_ARRAY. */
  readonly byteWidth: number;
}

/** One leaf column with its place in the schema. */
export interface LeafColumn extends SchemaNode {
  readonly physical: PhysicalType;
  readonly path: readonly string[];
}

import type { AccessStatement } from './access.js';
import type { Identifier, QualifiedName, SyntaxNode } from './names.js';
import type { Statement } from './statement.js';
import type { WorkgroupStatement } from './workgroup.js';

/** Any statement that a lake takes: of the Trino grammar, of the Hive grammar, about permissions, or about workgroups. */
export type AnyStatement = Statement | HiveStatement | AccessStatement | WorkgroupStatement;

/** Any statement of the Hive grammar, in which names are quoted by backticks and types are Hive's. */
export type HiveStatement =
  | CreateDatabase
  | AlterDatabase
  | DropDatabase
  | CreateHiveTable
  | AlterHiveTable
  | DropHiveTable
  | RepairTable
  | ShowDatabases
  | ShowHiveTables
  | ShowViews
  | ShowHiveColumns
  | ShowPartitions
  | ShowTableProperties
  | ShowCreateTable
  | DescribeTable
  | UnsupportedStatement;

/** `('key' = 'value', …)`. */
export type HiveProperties = readonly (readonly [key: string, value: string])[];

/** A column with its type in Hive's spelling. */
export interface HiveColumn extends SyntaxNode {
  readonly name: string;
  readonly type: string;
  readonly comment: string | undefined;
}
/** `key = value` of a partition's specification; values as text, NULL undefined. */
export interface PartitionTerm extends SyntaxNode {
  readonly key: string;
  readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>=';
  readonly value: string | undefined;
}
export type PartitionSpec = readonly PartitionTerm[];

export interface CreateDatabase extends SyntaxNode {
  readonly kind: 'CreateDatabase';
  readonly name: Identifier;
  readonly ifNotExists: boolean;
  readonly comment: string | undefined;
  readonly location: string | undefined;
  readonly properties: HiveProperties;
}
export interface AlterDatabase extends SyntaxNode {
  readonly kind: 'AlterDatabase';
  readonly name: Identifier;
  readonly properties: HiveProperties;
}
export interface DropDatabase extends SyntaxNode {
  readonly kind: 'DropDatabase';
  readonly name: Identifier;
  readonly ifExists: boolean;
  readonly cascade: boolean;
}
/** `ROW FORMAT DELIMITED …`: each delimiter undefined where it is not given. */
export interface DelimitedRowFormat {
  readonly kind: 'delimited';
  readonly field: string | undefined;
  readonly escape: string | undefined;
  readonly collection: string | undefined;
  readonly mapKey: string | undefined;
  readonly line: string | undefined;
  readonly nullText: string | undefined;
}
/** `ROW FORMAT SERDE 'class' …`. */
export interface SerdeRowFormat {
  readonly kind: 'serde';
  readonly library: string;
}
/** `STORED AS PARQUET` or `STORED AS INPUTFORMAT 'class' OUTPUTFORMAT 'class'`. */
export type StoredAs =
  | { readonly kind: 'format'; readonly format: string }
  | { readonly kind: 'classes'; readonly inputFormat: string; readonly outputFormat: string };
/** `CREATE [EXTERNAL] TABLE`. */
export interface CreateHiveTable extends SyntaxNode {
  readonly kind: 'CreateHiveTable';
  readonly isExternal: boolean;
  readonly ifNotExists: boolean;
  readonly name: QualifiedName;
  /** The table whose columns, keys and format it has. */
  readonly like: QualifiedName | undefined;
  readonly columns: readonly HiveColumn[];
  readonly comment: string | undefined;
  readonly partitionKeys: readonly HiveColumn[];
  /** What an Iceberg table is partitioned by, as written: `bucket(16, id)`. */
  readonly partitionTransforms: readonly string[];
  readonly buckets: { readonly columns: readonly string[]; readonly count: number } | undefined;
  readonly rowFormat: DelimitedRowFormat | SerdeRowFormat | undefined;
  readonly serdeProperties: HiveProperties;
  readonly storedAs: StoredAs | undefined;
  readonly location: string | undefined;
  readonly properties: HiveProperties;
}
/** `ALTER TABLE t [PARTITION (…)] …`. */
export interface AlterHiveTable extends SyntaxNode {
  readonly kind: 'AlterHiveTable';
  readonly table: QualifiedName;
  readonly partition: PartitionSpec | undefined;
  readonly action: HiveAlterAction;
}
export type HiveAlterAction =
  | { readonly kind: 'add columns' | 'replace columns'; readonly columns: readonly HiveColumn[] }
  | {
      readonly kind: 'change column';
      readonly from: string;
      readonly column: HiveColumn;
      /** Undefined: it stays where it is. */
      readonly place: { readonly kind: 'first' } | { readonly kind: 'after'; readonly column: string } | undefined;
    }
  | { readonly kind: 'drop column'; readonly column: string }
  | {
      readonly kind: 'add partitions';
      readonly ifNotExists: boolean;
      readonly partitions: readonly { readonly spec: PartitionSpec; readonly location: string | undefined }[];
    }
  | { readonly kind: 'drop partitions'; readonly ifExists: boolean; readonly partitions: readonly PartitionSpec[] }
  | { readonly kind: 'rename partition'; readonly to: PartitionSpec }
  | { readonly kind: 'set location'; readonly location: string }
  | { readonly kind: 'set properties'; readonly properties: HiveProperties }
  | { readonly kind: 'unset properties'; readonly keys: readonly string[] }
  | { readonly kind: 'rename'; readonly to: QualifiedName };
export interface DropHiveTable extends SyntaxNode {
  readonly kind: 'DropHiveTable';
  readonly table: QualifiedName;
  readonly ifExists: boolean;
}
/** `MSCK REPAIR TABLE t [{ADD|DROP|SYNC} PARTITIONS]`; SYNC is FULL. */
export interface RepairTable extends SyntaxNode {
  readonly kind: 'RepairTable';
  readonly table: QualifiedName;
  readonly mode: 'ADD' | 'DROP' | 'FULL';
}
export interface ShowDatabases extends SyntaxNode {
  readonly kind: 'ShowDatabases';
  readonly pattern: string | undefined;
}
export interface ShowHiveTables extends SyntaxNode {
  readonly kind: 'ShowHiveTables';
  readonly database: QualifiedName | undefined;
  readonly pattern: string | undefined;
}
export interface ShowViews extends SyntaxNode {
  readonly kind: 'ShowViews';
  readonly database: QualifiedName | undefined;
  readonly pattern: string | undefined;
}
export interface ShowHiveColumns extends SyntaxNode {
  readonly kind: 'ShowHiveColumns';
  readonly table: QualifiedName;
}
export interface ShowPartitions extends SyntaxNode {
  readonly kind: 'ShowPartitions';
  readonly table: QualifiedName;
  readonly partition: PartitionSpec | undefined;
}
export interface ShowTableProperties extends SyntaxNode {
  readonly kind: 'ShowTableProperties';
  readonly table: QualifiedName;
  readonly key: string | undefined;
}
export interface ShowCreateTable extends SyntaxNode {
  readonly kind: 'ShowCreateTable';
  readonly table: QualifiedName;
}
/** `DESCRIBE [EXTENDED | FORMATTED] t [PARTITION (…)] [column.path]`. */
export interface DescribeTable extends SyntaxNode {
  readonly kind: 'DescribeTable';
  readonly detail: 'EXTENDED' | 'FORMATTED' | undefined;
  readonly table: QualifiedName;
  readonly partition: PartitionSpec | undefined;
  readonly column: readonly string[] | undefined;
}
/** A statement of Hive that there is no support for, by its name. */
export interface UnsupportedStatement extends SyntaxNode {
  readonly kind: 'UnsupportedStatement';
  readonly name: string;
}

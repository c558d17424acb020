/** What the value of a property is. */
export type PropertyKind = 'text' | 'integer' | 'boolean' | 'texts';

/** Lists every property that CREATE TABLE AS knows, by its kind. */
export const tablePropertyKinds: Readonly<Record<string, PropertyKind>> = {
  format: 'text',
  write_compression: 'text',
  parquet_compression: 'text',
  orc_compression: 'text',
  compression_level: 'integer',
  external_location: 'text',
  location: 'text',
  is_external: 'boolean',
  partitioned_by: 'texts',
  bucketed_by: 'texts',
  bucket_count: 'integer',
  sorted_by: 'texts',
  field_delimiter: 'text',
  table_type: 'text',
  parquet_bloom_filter_columns: 'texts',
  target_file_size: 'text',
  row_group_rows: 'integer',
};

/** Names the properties that Athena has for tables of type ICEBERG only. */
export const icebergProperties: readonly string[] = [
  'partitioning',
  'write_target_data_file_size_bytes',
  'optimize_rewrite_min_data_file_size_bytes',
  'optimize_rewrite_max_data_file_size_bytes',
  'optimize_rewrite_data_file_threshold',
  'optimize_rewrite_delete_file_threshold',
  'vacuum_min_snapshots_to_keep',
  'vacuum_max_snapshot_age_seconds',
];

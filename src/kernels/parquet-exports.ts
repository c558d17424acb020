// The kernels that src/parquet calls.
export { zstd_decode, zstd_end, zstd_literals_bytes, zstd_start, zstd_state_bytes } from './zstd';
export { snappy_decode, snappy_start } from './snappy';
export { lz4_decode } from './lz4';
export { nested_assemble, nested_cursor_bytes } from './nested-assemble';
export { crc32, crc32_init } from './crc32';
export {
  bits_to_bytes,
  hybrid_read,
  hybrid_read_validity,
  hybrid_single_run,
  hybrid_skip,
  hybrid_skip_ones,
  hybrid_start,
} from './hybrid';
export {
  byte_stream_join,
  bytes_copy,
  bytes_fill,
  count_equal_u32,
  gather_1,
  gather_16,
  gather_4,
  gather_8,
  length_views,
  plain_views,
  plain_views_skip,
  spread_1,
  spread_16,
  spread_4,
  spread_8,
} from './parquet-values';
export {
  convert_decimal_i128,
  convert_decimal_i64,
  convert_f16_f32,
  convert_f32_f64,
  convert_fixed_i128,
  convert_fixed_i64,
  convert_i128_i64,
  convert_i32_i32,
  convert_i32_i64,
  convert_i64_i128,
  convert_i64_i32,
  convert_int96_i128,
  convert_int96_i64,
  convert_nothing,
  convert_text,
  convert_time,
  convert_timestamp_i128,
  convert_timestamp_i64,
  convert_u64_i128,
  convert_uuid,
  convert_views_i128,
  fixed_views,
} from './parquet-convert';
export { delta_decode, lengths_sum, prefixed_build, prefixed_sum, views_have_length } from './delta';

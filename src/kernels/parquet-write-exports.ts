// The kernels that src/parquet/write calls.
export { zstd_write, zstd_write_bound, zstd_write_state_bytes } from './zstd-write';
export { lz4_write, lz4_write_bound } from './lz4-write';
export { snappy_write, snappy_write_bound } from './snappy-write';
export { bloom_add } from './bloom-write';
export { leaf_append, leaf_append_codes, leaf_flatten, leaf_rehash } from './leaf-append';
export { leaf_shred } from './leaf-shred';
export { codes_mark, slots_extent } from './parquet-extent';
export {
  booleans_write,
  delta_write,
  delta_write_bound,
  hybrid_write_codes,
  hybrid_write_levels,
  texts_bytes,
  texts_fitting,
  texts_write,
  texts_write_delta,
} from './parquet-encode';
export {
  unconvert_divide,
  unconvert_i128_fixed,
  unconvert_i64_i32,
  unconvert_time_millis,
  unconvert_timestamp_nanos,
  unconvert_zoned_micros,
  unconvert_zoned_millis,
} from './parquet-unconvert';

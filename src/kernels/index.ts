export { decimal_average, decimal_average_high } from './decimal-average';
export {
  date_add_months,
  date_day,
  date_day_of_week,
  date_day_of_year,
  date_first_of_month,
  date_first_of_quarter,
  date_first_of_year,
  date_last_of_month,
  date_monday,
  date_month,
  date_months_between,
  date_week,
  date_week_year,
  date_year,
} from './date-calendar';
export { date_unit } from './date-unit';
export { json_pass_fields } from './json-fields';
export { sketch_add, sketch_estimate, sketch_merge } from './distinct-sketch';
export { digest_hash_view, digest_hash_word, value_hash_view, value_hash_word } from './value-hash';
export { i64_round_digits, i64_truncate_digits } from './decimal-round';
export {
  f64_acos,
  f64_asin,
  f64_atan,
  f64_atan2,
  f64_cbrt,
  f64_cos,
  f64_cosh,
  f64_exp,
  f64_ln,
  f64_log10,
  f64_log2,
  f64_pow,
  f64_round,
  f64_sin,
  f64_sinh,
  f64_tan,
  f64_tanh,
} from './double-math';
export { scratch_next, scratch_set, scratch_take } from './scratch';
export { heap_alloc, heap_alloc_reserved, heap_block_bytes, heap_free, heap_reset } from './heap';
export * from './parquet-exports';
export * from './parquet-write-exports';
export { find_i32, find_i64, find_view, select_codes } from './lookup';
export { char_compare, string_compare, string_equal, string_hash } from './string-view';
export { string_compare, string_equal, string_hash, view_store } from './string-view';
export { string_contains, string_ends_with, string_position, string_starts_with } from './string-search';
export {
  binary_length,
  binary_substr,
  string_length,
  string_ltrim,
  string_rtrim,
  string_split_part,
  string_substr,
  string_trim,
  string_trim_set,
} from './string-cut';
export {
  binary_pad,
  binary_reverse,
  string_append,
  string_concat,
  string_pad,
  string_pad_spaces,
  string_replace,
  string_reverse,
  string_room,
  string_strip_spaces,
} from './string-build';
export { string_lower, string_upper } from './string-case';
export { like_pattern, like_program } from './like';
export { magnitude_bits_i128, magnitude_bits_i64, magnitude_bits_i64_selected } from './magnitude';
export { binary_crc32, binary_murmur3, binary_to_hex, binary_xxhash64 } from './byte-hash';
export { groups_learn, hash_table_copy, rows_close, rows_free, rows_grow, rows_init, rows_keep, rows_list, rows_put_view } from './rows';
export {
  lists_gather,
  lists_link,
  state_forget,
  state_put_view,
  state_rooms_free,
  state_rooms_use,
  states_disown,
} from './group-states';
export { rows_adopt, rows_scatter, rows_split } from './spill';
export { bytes_all_set, bytes_clear } from './bytes';
export { views_pack_bytes, views_pack_ends } from './views-pack';
export {
  decimal_add,
  decimal_divide,
  decimal_exceeds,
  decimal_multiply,
  decimal_remainder,
  decimal_rescale,
  f64_remainder,
  i64_multiply_overflows,
  i64_multiply_wide,
} from './int128';
export { sort_changes, sort_compare, sort_entries, sort_merge, sort_rows_out, string_sort_word } from './sort';
export { unnest_elements, unnest_lengths, unnest_rows } from './unnest';
export { gather_u32, gather_u8, is_ascending, join_bloom_insert, join_insert, join_insert_listed, join_listed_with, join_mark_rows, join_rows_with, scatter_flags, select_flags } from './join';
export {
  regexp_count,
  regexp_extract,
  regexp_extract_all,
  regexp_groups,
  regexp_like,
  regexp_matches,
  regexp_position,
  regexp_replace,
  regexp_split,
} from './regexp';
export { url_extract, url_extract_parameter, url_extract_port } from './url';
export { json_array_length, json_elements, json_extract_scalar, json_find, json_size } from './json';
export { text_lines } from './text-lines';
export { parse_date, parse_integer } from './value-parse';
export { print_date, print_decimal, print_integer, print_timestamp } from './value-print';

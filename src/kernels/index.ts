export { scratch_next, scratch_set, scratch_take } from './scratch';
export { heap_alloc, heap_block_bytes, heap_free, heap_reset } from './heap';
export * from './parquet-exports';
export { string_compare, string_equal, string_hash } from './string-view';

// The kernels that src/parquet calls.
export { zstd_decode, zstd_literals_bytes, zstd_start, zstd_state_bytes } from './zstd';

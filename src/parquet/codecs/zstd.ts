import type { Codec } from './codec.js';

/** Decompresses Zstandard block by block in a kernel (docs/decisions/zstd-kernel.md). */
export const zstd: Codec = {
  name: 'ZSTD',
  open({ memory: { kernels }, arena, sharedBuffer }) {
    const literals = sharedBuffer(kernels.zstd_literals_bytes!());
    const state = arena.alloc(kernels.zstd_state_bytes!());
    return {
      start: (source, sourceBytes, output, outputBytes) =>
        kernels.zstd_start!(state, source, sourceBytes, output, outputBytes) !== 0,
      decode: (wanted) => kernels.zstd_decode!(state, literals, wanted) >>> 0,
    };
  },
};

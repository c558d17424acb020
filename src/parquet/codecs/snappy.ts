import type { Codec } from './codec.js';

const stateBytes = 32;

/** Decompresses Snappy step by step in a kernel. */
export const snappy: Codec = {
  name: 'SNAPPY',
  open({ memory: { kernels }, arena }) {
    const state = arena.alloc(stateBytes);
    return {
      start: (source, sourceBytes, output, outputBytes) =>
        kernels.snappy_start!(state, source, sourceBytes, output, outputBytes) !== 0,
      decode: (wanted) => kernels.snappy_decode!(state, wanted) >>> 0,
    };
  },
};

import type { Encoding } from './encoding.js';

/** Decodes booleans as runs: u32 bytes, then the hybrid of run lengths and bit packing with 1 bit. */
export const rleBoolean: Encoding = {
  name: 'RLE',
  number: 3,
  open({ memory, leaf, bytes, start, state, fail }) {
    if (leaf.physical !== 'BOOLEAN') return undefined;
    bytes.ensureAll();
    const encodedBytes = bytes.end - start < 4 ? -1 : memory.view.getUint32(start, true);
    if (encodedBytes < 0 || encodedBytes > bytes.end - start - 4) throw fail('its runs go beyond its end');
    memory.kernels.hybrid_start!(state, start + 4, start + 4 + encodedBytes, 1);
    return {
      decode(count, arena) {
        const output = arena.alloc(count + 16);
        if (memory.kernels.hybrid_read_validity!(state, count, output) < 0) throw fail('its runs end early');
        return output;
      },
      skip(count) {
        if (memory.kernels.hybrid_skip!(state, count) === 0) throw fail('its runs end early');
      },
    };
  },
};

import { type Codec, wholePage } from './codec.js';

/** Decompresses pages that are one LZ4 block. */
export const lz4Raw: Codec = {
  name: 'LZ4_RAW',
  open: ({ memory: { kernels } }) =>
    wholePage((source, sourceBytes, output, outputBytes) =>
      kernels.lz4_decode!(source, sourceBytes, output, outputBytes),
    ),
};

import { gunzipSync, inflateSync } from 'node:zlib';
import { inflatedBytesMax, type TextCodec } from './text-codec.js';

const zlibCodec = (extension: string, inflate: typeof gunzipSync): TextCodec => ({
  extension,
  inflate(packed, memory) {
    const maxOutputLength = inflatedBytesMax(memory);
    try {
      return inflate(packed, { maxOutputLength });
    } catch (error) {
      // zlib's errors carry a code: Z_DATA_ERROR, Z_BUF_ERROR, …
      if (!(error instanceof Error && 'code' in error)) throw error;
      if (error.code === 'ERR_BUFFER_TOO_LARGE') throw memory.limitError(maxOutputLength);
      return undefined;
    }
  },
});

/** Decompresses gzip, one member or several. */
export const gzip = zlibCodec('gz', gunzipSync);
/** Decompresses zlib's format, which Hadoop calls deflate. */
export const deflate = zlibCodec('deflate', inflateSync);

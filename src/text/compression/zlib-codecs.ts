import { gunzipSync, inflateSync } from 'node:zlib';
import { inflatedBytesMax, type TextCodec } from './text-codec.js';

const zlibCodec = (extension: string, inflate: typeof gunzipSync): TextCodec => ({
  extension,
  inflate(packed) {
    try {
      return inflate(packed, { maxOutputLength: inflatedBytesMax });
    } catch (error) {
      // zlib's errors carry a code: Z_DATA_ERROR, Z_BUF_ERROR, ERR_BUFFER_TOO_LARGE, …
      if (error instanceof Error && 'code' in error) return undefined;
      throw error;
    }
  },
});

/** Decompresses gzip, one member or several. */
export const gzip = zlibCodec('gz', gunzipSync);
/** Decompresses zlib's format, which Hadoop calls deflate. */
export const deflate = zlibCodec('deflate', inflateSync);

/** Names the compression codecs of the format; the index is the number in the file. */
export const codecNames = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW'] as const;
export type CodecName = (typeof codecNames)[number];

/**
 * What the footer says of one leaf column in one row group, as plain data. Offsets are from the start of the file;
 * -1 stands for an absent offset or count.
 */
export interface ColumnChunk {
  readonly rowGroupIndex: number;
  readonly leafIndex: number;
  /** First byte of the first page, the dictionary page included. */
  readonly offset: number;
  readonly compressedBytes: number;
  readonly uncompressedBytes: number;
  readonly valueCount: number;
  readonly codec: CodecName;
  /** Bit n is set when encoding n is used for some page. */
  readonly encodings: number;
  readonly dictionaryPageOffset: number;
  /** Every data page is dictionary encoded, as far as the footer tells; undefined when it does not tell. */
  readonly isFullyDictionaryEncoded: boolean | undefined;
  readonly bloomFilterOffset: number;
  readonly bloomFilterBytes: number;
  readonly columnIndexOffset: number;
  readonly columnIndexBytes: number;
  readonly offsetIndexOffset: number;
  readonly offsetIndexBytes: number;
  readonly nullCount: number;
  readonly distinctCount: number;
  /** The statistics' bounds as the file holds them (PLAIN bytes); `decodeBounds` gives them meaning. */
  readonly min: Uint8Array | undefined;
  readonly max: Uint8Array | undefined;
  readonly isMinExact: boolean;
  readonly isMaxExact: boolean;
  /** The bounds come from the deprecated fields, whose order was never defined for unsigned types and text. */
  readonly areBoundsDeprecated: boolean;
}

import type { CodecName } from '../column-chunk.js';

/** The codecs that files are written with. */
export const writeCodecs = [
  'UNCOMPRESSED',
  'SNAPPY',
  'GZIP',
  'ZSTD',
  'LZ4_RAW',
] as const satisfies readonly CodecName[];
export type WriteCodec = (typeof writeCodecs)[number];

/** How Parquet files are written; plain data. */
export interface ParquetWriteOptions {
  readonly codec: WriteCodec;
  /** Of ZSTD, from 1 to 22: higher ones look longer for a smaller file. */
  readonly compressionLevel: number;
  /** Rows after which a row group ends. */
  readonly rowGroupRows: number;
  /** Bytes after which a file ends, as far as its row groups allow. */
  readonly fileBytes: number;
  /** False: no dictionaries, for readers that cannot. */
  readonly usesDictionaries: boolean;
  /** False: only PLAIN beside dictionaries, for readers of the format's first version. */
  readonly usesDeltas: boolean;
  /** Columns whose values get a bloom filter. */
  readonly bloomFilterColumns: readonly string[];
}

/** What is written unless a table says otherwise. */
export const writeOptionsDefault: ParquetWriteOptions = {
  codec: 'ZSTD',
  compressionLevel: 3,
  rowGroupRows: 122_880,
  fileBytes: 512 * 2 ** 20,
  usesDictionaries: true,
  usesDeltas: true,
  bloomFilterColumns: [],
};

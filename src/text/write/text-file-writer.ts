import { gzipSync } from 'node:zlib';
import { LakeError } from '../../base/lake-error.js';
import type { SqlValue } from '../../types/sql-value.js';
import type { QueryMemory } from '../../vector/query-memory.js';
import { readVectorValue } from '../../vector/slot-value.js';
import type { Vector } from '../../vector/vector.js';
import type { TextFormat } from '../text-format.js';
import { delimitedLine } from './delimited-line.js';
import { jsonLine } from './json-line.js';
import type { RowWriter, WrittenColumn } from './row-writer.js';

/** How the files of text that are written are compressed. */
export type WrittenCompression = 'none' | 'gzip';

/** Gives what the names of such files end with, by which they are known again. */
export const compressionSuffix: Readonly<Record<WrittenCompression, string>> = { none: '', gzip: '.gz' };

/** How files of text are written; plain data. */
export interface TextWriteOptions {
  readonly format: TextFormat;
  readonly compression: WrittenCompression;
  /** A file of more bytes is followed by another. */
  readonly fileBytes: number;
}

/** Where bytes go. */
interface ByteSink {
  append(bytes: Uint8Array): void;
}

// As much text as is compressed at once.
const pendingCharactersMax = 1024 * 1024;

/** Writes rows to one file of text. */
export class TextFileWriter {
  readonly #memory: QueryMemory;
  readonly #sink: ByteSink;
  readonly #compression: WrittenCompression;
  readonly #line: RowWriter;
  #pending: string[] = [];
  #pendingCharacters = 0;
  rowCount = 0;
  /** Bytes in the file so far. */
  byteLength = 0;

  /** @throws NOT_SUPPORTED for a format that is read only */
  constructor(memory: QueryMemory, sink: ByteSink, columns: readonly WrittenColumn[], options: TextWriteOptions) {
    this.#memory = memory;
    this.#sink = sink;
    this.#compression = options.compression;
    this.#line = rowWriter(columns, options.format);
  }

  /** Rows that are not in the file yet. */
  get pendingRows(): number {
    return this.#pending.length;
  }

  /** Writes the `count` rows whose indices lie at `rows`, or the first `count` when that is 0; `vectors` are in the columns' order. */
  append(vectors: readonly Vector[], rows: number, count: number): void {
    const { u32 } = this.#memory;
    const values: SqlValue[] = new Array(vectors.length);
    for (let index = 0; index < count; index++) {
      const row = rows === 0 ? index : u32[(rows >>> 2) + index]!;
      for (let column = 0; column < vectors.length; column++)
        values[column] = readVectorValue(this.#memory, vectors[column]!, row);
      const line = `${this.#line(values)}\n`;
      this.#pending.push(line);
      this.#pendingCharacters += line.length;
      if (this.#pendingCharacters >= pendingCharactersMax) this.flush();
    }
    this.rowCount += count;
  }

  /** Puts what is held back into the file. Each piece is a gzip member of its own, which readers take as one text. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const text = Buffer.from(this.#pending.join(''), 'utf8');
    const bytes = this.#compression === 'gzip' ? gzipSync(text) : text;
    this.#sink.append(bytes);
    this.byteLength += bytes.length;
    this.#pending = [];
    this.#pendingCharacters = 0;
  }

  close(): void {
    this.flush();
  }
}

function rowWriter(columns: readonly WrittenColumn[], format: TextFormat): RowWriter {
  if (format.kind === 'delimited') return delimitedLine(columns, format);
  if (format.kind === 'json' && !format.refusesDuplicates) return jsonLine(columns);
  throw new LakeError('NOT_SUPPORTED', `Tables of this SerDe (${format.kind}) are only read`, {
    hint: "Write format = 'PARQUET', 'TEXTFILE' or 'JSON'",
  });
}

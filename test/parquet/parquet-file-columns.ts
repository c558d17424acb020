import { LakeError } from '../../src/base/lake-error.js';
import { type ParquetFile, readFileMetadata, rowGroupSplit, splitColumns } from '../../src/parquet/file-metadata.js';
import { RowGroupReader } from '../../src/parquet/row-group-reader.js';
import { openBlocking, openSeekable } from '../../src/storage/local-file.js';
import type { SqlType } from '../../src/types/sql-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { Arena } from '../../src/vector/arena.js';
import { instantiateKernels } from '../../src/vector/kernels.js';
import { QueryMemory } from '../../src/vector/query-memory.js';
import { readVectorValue } from '../../src/vector/slot-value.js';

/** Makes the memory of a query for a test. */
export function makeMemory(limitBytes = 256 << 20): QueryMemory {
  const shared = QueryMemory.reserve(limitBytes);
  const refuse = (): never => {
    throw new LakeError('GENERIC_INTERNAL_ERROR', 'no kernel of these tests asks for scratch memory');
  };
  const memory = new QueryMemory(shared, instantiateKernels(shared, { refillScratch: refuse, findMemory: refuse }));
  memory.reset(limitBytes);
  return memory;
}

export interface FileColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly values: SqlValue[];
}

/** Opens a file's footer. */
export async function readMetadata(path: string): Promise<ParquetFile> {
  const file = await openSeekable(path);
  try {
    return await readFileMetadata(file);
  } finally {
    await file.close();
  }
}

/** Reads columns of a file through the vectors, `batchRows` at a time; all that have a type when none are named. */
export async function readColumns(
  memory: QueryMemory,
  path: string,
  wanted?: readonly { readonly name: string; readonly type: SqlType }[],
  batchRows = 8192,
): Promise<FileColumn[]> {
  const metadata = await readMetadata(path);
  const columns: FileColumn[] = (
    wanted ?? metadata.schema.children.flatMap(({ name, type }) => (type === undefined ? [] : [{ name, type }]))
  ).map((column) => ({ ...column, values: [] }));
  const file = openBlocking(path);
  const arena = new Arena(memory);
  try {
    for (let group = 0; group < metadata.rowGroupCount; group++) {
      const reader = new RowGroupReader(
        memory,
        file,
        rowGroupSplit(metadata, group, splitColumns(metadata, columns), true),
      );
      try {
        columns.forEach((column, index) => {
          for (let left = reader.rowCount; left > 0; ) {
            const count = Math.min(batchRows, left);
            const vector = reader.column(index).read(count, arena);
            for (let row = 0; row < count; row++) column.values.push(readVectorValue(memory, vector, row));
            left -= count;
            arena.reset();
          }
        });
      } finally {
        reader.close();
      }
    }
    return columns;
  } finally {
    arena.release();
    file.close();
  }
}

import { BIGINT } from '../types/sql-type.js';
import type { Arena } from '../vector/arena.js';
import type { QueryMemory } from '../vector/query-memory.js';
import type { Vector } from '../vector/vector.js';
import type { ColumnReader } from './column-reader.js';

const bytesPerRow = 8;

/** Reads the numbers of a row group's rows in their file, the first row of the file being 0. */
export class RowNumberReader implements ColumnReader {
  position = 0;
  readonly #memory: QueryMemory;
  readonly #firstRow: number;

  constructor(memory: QueryMemory, firstRow: number) {
    this.#memory = memory;
    this.#firstRow = firstRow;
  }

  read(count: number, arena: Arena): Vector {
    const values = arena.alloc(bytesPerRow * count);
    const words = this.#memory.u32;
    let number = this.#firstRow + this.position;
    for (let at = values >>> 2, end = at + 2 * count; at < end; at += 2) {
      words[at] = number;
      words[at + 1] = number / 2 ** 32;
      number++;
    }
    this.position += count;
    return {
      type: BIGINT,
      layout: 'i64',
      encoding: 'flat',
      values,
      validity: 0,
      codes: 0,
      dictionaryLength: 0,
      dictionaryId: 0,
    };
  }

  readSelected(count: number, _selection: number, _selectedCount: number, arena: Arena): Vector {
    return this.read(count, arena);
  }

  skip(count: number): void {
    this.position += count;
  }

  dictionary(): undefined {
    return undefined;
  }

  close(): void {
    this.position = 0;
  }
}

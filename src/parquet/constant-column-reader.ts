import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import type { Arena } from '../vector/arena.js';
import type { QueryMemory } from '../vector/query-memory.js';
import { constantVector } from '../vector/slot-value.js';
import type { Vector } from '../vector/vector.js';
import type { ColumnReader } from './column-reader.js';

/** Makes a constant vector whose rows are all NULL. */
export const nullVector = (memory: QueryMemory, type: SqlType, arena: Arena): Vector =>
  constantVector(memory, type, null, (bytes) => arena.alloc(bytes));

/** Reads a column whose rows are all alike and not in the file: a partition key, or NULL where the file lacks the column. */
export class ConstantColumnReader implements ColumnReader {
  position = 0;
  readonly #memory: QueryMemory;
  readonly #type: SqlType;
  readonly #value: SqlValue;

  constructor(memory: QueryMemory, type: SqlType, value: SqlValue) {
    this.#memory = memory;
    this.#type = type;
    this.#value = value;
  }

  read(count: number, arena: Arena): Vector {
    this.position += count;
    return constantVector(this.#memory, this.#type, this.#value, (bytes) => arena.alloc(bytes));
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

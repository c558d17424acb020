import type { SqlType } from '../types/sql-type.js';
import type { Arena } from '../vector/arena.js';
import { layoutOf, slotBytes } from '../vector/layout.js';
import type { QueryMemory } from '../vector/query-memory.js';
import type { Vector } from '../vector/vector.js';
import type { ColumnReader } from './column-reader.js';

/** Makes a constant vector whose rows are all NULL. */
export function nullVector(memory: QueryMemory, type: SqlType, arena: Arena): Vector {
  const layout = layoutOf(type);
  const values = arena.allocZeroed(slotBytes[layout] + 1);
  const validity = values + slotBytes[layout];
  memory.u8[validity] = 0;
  return { type, layout, encoding: 'constant', values, validity, codes: 0, dictionaryLength: 0, dictionaryId: 0 };
}

/** Reads a column that the file does not have: NULL in every row. */
export class NullColumnReader implements ColumnReader {
  position = 0;
  readonly #memory: QueryMemory;
  readonly #type: SqlType;

  constructor(memory: QueryMemory, type: SqlType) {
    this.#memory = memory;
    this.#type = type;
  }

  read(count: number, arena: Arena): Vector {
    this.position += count;
    return nullVector(this.#memory, this.#type, arena);
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

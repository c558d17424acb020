import type { BufferPool } from '../../parquet/write/buffer-pool.js';
import { LeafBuffer } from '../../parquet/write/leaf-buffer.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { layoutOf, slotBytes } from '../../vector/layout.js';
import type { QueryMemory } from '../../vector/query-memory.js';
import { readSlot } from '../../vector/slot-value.js';
import type { Vector } from '../../vector/vector.js';

/** Numbers the values of a column, batch by batch: 0 for NULL, then from 1 in the order in which they come. */
export class DistinctCodes {
  readonly #memory: QueryMemory;
  readonly #type: SqlType;
  readonly #buffer: LeafBuffer;
  #codes = new Uint32Array(0);

  constructor(memory: QueryMemory, pool: BufferPool, type: SqlType) {
    this.#memory = memory;
    this.#type = type;
    const leaf = { path: [''], layout: layoutOf(type), maxDefinitionLevel: 1, maxRepetitionLevel: 0 } as const;
    this.#buffer = new LeafBuffer(memory, pool, { ...leaf, ...notWritten }, 'always');
  }

  /** Gives the number of each of the rows; the array is good until the next call. */
  codes(vector: Vector, rows: number, count: number): Uint32Array {
    const buffer = this.#buffer;
    buffer.append(vector, rows, count);
    if (this.#codes.length < count) this.#codes = new Uint32Array(count);
    const { u32, u8 } = this.#memory;
    const { definitions } = buffer;
    let value = buffer.values >>> 2;
    for (let index = 0; index < count; index++)
      this.#codes[index] = definitions !== 0 && u8[definitions + index] === 0 ? 0 : u32[value++]! + 1;
    buffer.clearEntries();
    return this.#codes;
  }

  /** Gives the value of a number. */
  value(code: number): SqlValue {
    if (code === 0) return null;
    const layout = layoutOf(this.#type);
    return readSlot(this.#memory, this.#type, layout, this.#buffer.dictionary + (code - 1) * slotBytes[layout]);
  }

  /** How many numbers were given, with that of NULL. */
  get length(): number {
    return this.#buffer.dictionaryLength + 1;
  }

  release(): void {
    this.#buffer.release();
  }
}

const notWritten = { physical: 'BYTE_ARRAY', width: 0, logical: undefined, unconversion: undefined } as const;

import { LakeError } from '../base/lake-error.js';
import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import type { Arena } from '../vector/arena.js';
import { inlineBytesMax, type Layout, layoutOf, slotBytes } from '../vector/layout.js';
import type { QueryMemory } from '../vector/query-memory.js';
import { writeSlot } from '../vector/slot-value.js';
import { flatVector, type Vector } from '../vector/vector.js';

/** Makes one vector of a batch, row by row; a row that is not set is NULL. */
export class ColumnBuilder {
  readonly type: SqlType;
  readonly memory: QueryMemory;
  readonly #layout: Layout;
  readonly #width: number;
  #arena: Arena | undefined;
  #values = 0;
  #validity = 0;
  #presentCount = 0;
  #rowCount = 0;

  constructor(memory: QueryMemory, type: SqlType) {
    this.memory = memory;
    this.type = type;
    this.#layout = layoutOf(type);
    this.#width = slotBytes[this.#layout];
  }

  /** Begins a batch of `rowCount` rows, all of them NULL. */
  begin(rowCount: number, arena: Arena): void {
    this.#arena = arena;
    this.#rowCount = rowCount;
    this.#presentCount = 0;
    this.#values = arena.allocZeroed(rowCount * this.#width);
    this.#validity = arena.allocZeroed(rowCount);
  }

  set(row: number, value: SqlValue): void {
    if (value === null) return;
    this.#present(row);
    const arena = this.#arena!;
    writeSlot(this.memory, this.type, this.#layout, this.#values + row * this.#width, value, (bytes) =>
      arena.alloc(bytes),
    );
  }

  /** Sets an integer that a number holds exactly. */
  setInteger(row: number, value: number): void {
    this.#present(row);
    const word = (this.#values + row * this.#width) >>> 2;
    this.memory.i32[word] = value;
    if (this.#layout === 'i64') this.memory.i32[word + 1] = Math.floor(value / 2 ** 32);
  }

  setDouble(row: number, value: number): void {
    this.#present(row);
    this.memory.f64[(this.#values >>> 3) + row] = value;
  }

  /** Sets text whose bytes lie in memory and stay there as long as the batch. */
  setText(row: number, start: number, end: number): void {
    this.#present(row);
    const { u8, u32 } = this.memory;
    const length = end - start;
    const slot = this.#values + row * 16;
    u32[slot >>> 2] = length;
    if (length <= inlineBytesMax) {
      u8.copyWithin(slot + 4, start, end);
      return;
    }
    u8.copyWithin(slot + 4, start, start + 4);
    u32[(slot + 8) >>> 2] = start;
  }

  finish(): Vector {
    const isFull = this.#presentCount === this.#rowCount;
    return flatVector(this.type, this.#layout, this.#values, isFull ? 0 : this.#validity);
  }

  /** Forgets what a row was set to. */
  clear(row: number): void {
    if (this.memory.u8[this.#validity + row] === 0) return;
    this.memory.u8[this.#validity + row] = 0;
    this.#presentCount--;
    const slot = this.#values + row * this.#width;
    this.memory.u8.fill(0, slot, slot + this.#width);
  }

  #present(row: number): void {
    if (this.memory.u8[this.#validity + row] !== 0) return;
    this.memory.u8[this.#validity + row] = 1;
    this.#presentCount++;
  }
}

/** Says that a field's text is no value of its column's type. */
export const fieldError = (text: string, fieldIndex: number, reason = `For input string: "${text}"`): LakeError =>
  new LakeError('HIVE_BAD_DATA', `Error parsing field value '${text}' for field ${fieldIndex}: ${reason}`);

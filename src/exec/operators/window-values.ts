import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { layoutOf, slotBytes } from '../../vector/layout.js';
import { flatVector, type Vector } from '../../vector/vector.js';
import { withoutIdleValidity } from '../rows/row-columns.js';
import type { ThreadContext } from '../thread-context.js';
import { vectorOfValues } from './values.js';

/** The values of a call for sorted rows. */
export interface WindowValues {
  /** Gives those of the next rows; valid until the batch's scratch is taken back. */
  vector(first: number, count: number): Vector;
  /** Gives the memory back. */
  release(): void;
}

/** Values that were computed in JavaScript. */
export const listedValues = (context: ThreadContext, type: SqlType, values: readonly SqlValue[]): WindowValues => ({
  vector: (first, count) => vectorOfValues(context, type, values.slice(first, first + count)),
  release: () => undefined,
});

/** Values in slots, with a byte for each that tells whether it is present. */
export class SlotValues implements WindowValues {
  readonly #context: ThreadContext;
  readonly #type: SqlType;
  readonly #bytes: number;
  readonly values: number;
  readonly validity: number;

  constructor(context: ThreadContext, type: SqlType, rowCount: number) {
    const slots = rowCount * slotBytes[layoutOf(type)];
    this.#context = context;
    this.#type = type;
    this.#bytes = slots + rowCount;
    this.values = context.memory.alloc(this.#bytes);
    this.validity = this.values + slots;
  }

  vector(first: number, count: number): Vector {
    const layout = layoutOf(this.#type);
    const column = flatVector(this.#type, layout, this.values + first * slotBytes[layout], this.validity + first);
    return withoutIdleValidity(this.#context, column, count);
  }

  release(): void {
    this.#context.memory.free(this.values, this.#bytes);
  }
}

/** Gives numbers of rows, computed as they are asked for; negative ones are NULL. */
export const numberValues = (
  context: ThreadContext,
  type: SqlType,
  numberOf: (row: number) => number,
): WindowValues => ({
  vector(first, count) {
    const { f64, u32, u8 } = context.memory;
    const layout = layoutOf(type);
    const values = context.scratch.alloc(8 * count);
    const validity = context.scratch.alloc(count);
    for (let index = 0; index < count; index++) {
      const number = numberOf(first + index);
      u8[validity + index] = number < 0 ? 0 : 1;
      if (layout === 'f64') f64[(values >>> 3) + index] = number;
      else {
        u32[(values >>> 2) + 2 * index] = number;
        u32[(values >>> 2) + 2 * index + 1] = number / 2 ** 32;
      }
    }
    return withoutIdleValidity(context, flatVector(type, layout, values, validity), count);
  },
  release: () => undefined,
});

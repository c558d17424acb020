import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { layoutOf, slotBytes } from '../../vector/layout.js';
import { flatVector, type Vector } from '../../vector/vector.js';
import type { ThreadContext } from '../thread-context.js';
import { vectorOfValues } from './values.js';

/** The values of a call for the rows of a window partition. */
export interface WindowValues {
  /** Gives those of some rows; valid until the batch's scratch is taken back. */
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
    const validity = this.validity + first;
    const isWhole = this.#context.memory.kernels.bytes_all_set!(validity, count) !== 0;
    return flatVector(this.#type, layout, this.values + first * slotBytes[layout], isWhole ? 0 : validity);
  }

  release(): void {
    this.#context.memory.free(this.values, this.#bytes);
  }
}

import type { Layout } from '../../vector/layout.js';
import type { Vector } from '../../vector/vector.js';

/**
 * What emitted code must know of a column: code is specialised for the shapes of a batch's columns and
 * compiled anew when a batch of other shapes comes.
 */
export interface ColumnShape {
  readonly layout: Layout;
  readonly encoding: Vector['encoding'];
  readonly isNullable: boolean;
  /**
   * The column was computed once per dictionary entry or by a host function: besides 0 and 1 its validity may say
   * `failed`, and the row fails when it is used. With a dictionary the states are those of the entries.
   */
  readonly hasStates: boolean;
  /** Bits of magnitude of `i32`, `i64` and `i128` values, rounded up to a class; 127 when unknown. */
  readonly bits: number;
}

/** States that a computed value may have. */
export const valueState = { isNull: 0, present: 1, failed: 2, failedBeyondTry: 3 } as const;

/** Bits of magnitude that nothing is known of. */
export const bitsUnknown = 127;

/** Names a shape, for the cache of compiled variants. */
export const shapeKey = (shape: ColumnShape): string =>
  `${shape.layout}${shape.encoding[0]}${shape.isNullable ? 'n' : ''}${shape.hasStates ? 's' : ''}${shape.bits === bitsUnknown ? '' : shape.bits}`;

/** Describes a vector for code that is compiled against it. */
export const shapeOf = (vector: Vector, bits = bitsUnknown): ColumnShape => ({
  layout: vector.layout,
  encoding: vector.encoding,
  isNullable: vector.validity !== 0,
  hasStates: false,
  bits,
});

import { childrenOf, type Expression } from '../../plan/expression.js';
import type { Kernels } from '../../vector/kernels.js';
import { layoutOf } from '../../vector/layout.js';
import type { QueryMemory } from '../../vector/query-memory.js';
import type { Batch, Vector } from '../../vector/vector.js';
import { bitsUnknown } from './column-shape.js';

// Classes of magnitude, so that a few variants of the code serve all batches.
const bitClasses = [15, 31, 40, 47, 55, 63];

/**
 * Lists the columns of which it pays to know how large their values are: 64-bit integers and decimals that
 * take part in arithmetic of 128 bits, which code can do in 64 bits when the values are small.
 */
export function needsMagnitude(expressions: readonly Expression[]): ReadonlySet<number> {
  const ids = new Set<number>();
  const visit = (expression: Expression, isInWide: boolean): void => {
    const { type } = expression;
    if (expression.kind === 'column') {
      if (isInWide && type.kind === 'decimal') ids.add(expression.id);
      return;
    }
    const isWide = isInWide || (type.kind === 'decimal' && layoutOf(type) === 'i128');
    for (const child of childrenOf(expression)) visit(child, isWide);
  };
  for (const expression of expressions) visit(expression, false);
  return ids;
}

/** Measures the magnitude of a vector's live values in bits, rounded up to a class. */
export function vectorBits({ kernels }: QueryMemory, vector: Vector, batch: Batch): number {
  const measured = measuredBits(kernels, vector, batch);
  for (const limit of bitClasses) if (measured <= limit) return limit;
  return bitsUnknown;
}

function measuredBits(kernels: Kernels, vector: Vector, batch: Batch): number {
  const { encoding, layout, values } = vector;
  if (layout !== 'i64' && layout !== 'i128') return bitsUnknown;
  if (encoding === 'dictionary' && vector.dictionaryId === 0) return bitsUnknown;
  const count = encoding === 'constant' ? 1 : encoding === 'dictionary' ? vector.dictionaryLength : batch.rowCount;
  if (layout === 'i128') return kernels.magnitude_bits_i128!(values, count);
  // The rows between the selected ones may hold anything.
  if (encoding === 'flat' && batch.selection !== 0)
    return kernels.magnitude_bits_i64_selected!(values, batch.selection, batch.selectedCount);
  return kernels.magnitude_bits_i64!(values, count);
}

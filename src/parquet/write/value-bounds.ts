import { inlineBytesMax, type Layout, slotBytes } from '../../vector/layout.js';
import type { LeafBuffer } from './leaf-buffer.js';
import type { PageOutput } from './page-output.js';
import type { WriteLeaf } from './write-schema.js';

/** The smallest and the largest value as PLAIN bytes. */
export interface Bounds {
  readonly min: Uint8Array;
  /** Absent where no short text is behind all values. */
  readonly max: Uint8Array | undefined;
  readonly isMinExact: boolean;
  readonly isMaxExact: boolean;
}

/** Addresses of the slots of the smallest and the largest value. */
export interface Extent {
  readonly min: number;
  readonly max: number;
}

const textBytesMax = 64;
// The kinds of kernels/parquet-extent.ts.
const extentKinds: Record<Layout, number> = { bool: 0, i32: 1, i64: 2, f32: 3, f64: 4, i128: 5, view: 6 };

/** Finds the extent of some of a leaf's values; undefined where none has an order. */
export function extentOf(
  output: PageOutput,
  buffer: LeafBuffer,
  firstValue: number,
  valueCount: number,
): Extent | undefined {
  if (valueCount === 0) return undefined;
  const { memory } = output;
  const { layout } = buffer.leaf;
  const kind = extentKinds[layout];
  const length = buffer.hasDictionary ? buffer.dictionaryLength : 0;
  const result = output.raw(16 + length);
  if (buffer.hasDictionary) {
    const used = result + 16;
    memory.u8.fill(0, used, used + length);
    memory.kernels.codes_mark!(buffer.values + 4 * firstValue, valueCount, used);
    memory.kernels.slots_extent!(kind, buffer.dictionary, length, used, result);
  } else {
    const values = buffer.values + firstValue * slotBytes[layout];
    memory.kernels.slots_extent!(kind, values, valueCount, 0, result);
  }
  return extentAt(memory.u32, result);
}

/** Puts extents together; the slots of the result hold as long as the page buffer. */
export function mergedExtent(
  output: PageOutput,
  { layout }: WriteLeaf,
  extents: readonly Extent[],
): Extent | undefined {
  const { u8, u32, kernels } = output.memory;
  const bytes = slotBytes[layout];
  const result = output.raw(16 + 2 * bytes * extents.length);
  const slots = extents.flatMap(({ min, max }) => [min, max]);
  for (const [index, slot] of slots.entries()) u8.copyWithin(result + 16 + index * bytes, slot, slot + bytes);
  kernels.slots_extent!(extentKinds[layout], result + 16, slots.length, 0, result);
  return extentAt(u32, result);
}

function extentAt(u32: Uint32Array, result: number): Extent | undefined {
  const min = u32[result >>> 2]!;
  return min === 0 ? undefined : { min, max: u32[(result >>> 2) + 1]! };
}

/** Gives an extent as the footer and the page index have it. */
export function boundsOf(output: PageOutput, leaf: WriteLeaf, extent: Extent | undefined): Bounds | undefined {
  if (!extent) return undefined;
  const min = physicalBytes(output, leaf, extent.min);
  const max = physicalBytes(output, leaf, extent.max);
  if (leaf.layout === 'view') return textBounds(min, max, leaf.logical !== undefined);
  // A zero of either sign may stand for both.
  if (leaf.layout === 'f32' || leaf.layout === 'f64') {
    if (isZero(min)) min[min.length - 1] = 128;
    if (isZero(max)) max[max.length - 1] = 0;
  }
  return { min, max, isMinExact: true, isMaxExact: true };
}

const isZero = (bytes: Uint8Array): boolean =>
  bytes.every((byte, index) => byte === 0 || (byte === 128 && index === bytes.length - 1));

function physicalBytes({ memory }: PageOutput, { layout, width, unconversion }: WriteLeaf, slot: number): Uint8Array {
  const { u8, u32 } = memory;
  if (layout === 'view') {
    const length = u32[slot >>> 2]!;
    const start = length <= inlineBytesMax ? slot + 4 : u32[(slot + 8) >>> 2]!;
    // What is cut off matters only for whether something is.
    return u8.slice(start, start + Math.min(length, 2 * textBytesMax));
  }
  if (!unconversion) return u8.slice(slot, slot + width);
  const target = memory.alloc(64);
  memory.kernels[unconversion.kernel]!(slot, 1, target, ...unconversion.parameters);
  const bytes = u8.slice(target, target + width);
  memory.free(target, 64);
  return bytes;
}

function textBounds(min: Uint8Array, max: Uint8Array, isUtf8: boolean): Bounds {
  const isMinExact = min.length <= textBytesMax;
  const isMaxExact = max.length <= textBytesMax;
  return {
    min: isMinExact ? min : min.slice(0, cutAt(min, isUtf8)),
    max: isMaxExact ? max : above(max.slice(0, cutAt(max, isUtf8)), isUtf8),
    isMinExact,
    isMaxExact,
  };
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

function cutAt(bytes: Uint8Array, isUtf8: boolean): number {
  let end = textBytesMax;
  while (isUtf8 && end > 0 && isContinuation(bytes[end])) end--;
  return end;
}

/** Gives a text no longer than `bytes` that is behind all that begin with it; undefined when there is none. */
function above(bytes: Uint8Array, isUtf8: boolean): Uint8Array | undefined {
  const last = isUtf8 ? 0x7e : 0xfe;
  for (let index = bytes.length - 1; index >= 0; index--) {
    if (bytes[index]! > last) continue;
    const raised = bytes.slice(0, index + 1);
    raised[index]!++;
    return raised;
  }
  return undefined;
}

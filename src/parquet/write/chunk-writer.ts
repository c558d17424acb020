import { LakeError } from '../../base/lake-error.js';
import { slotBytes } from '../../vector/layout.js';
import { encoding } from '../column-chunk.js';
import type { LeafBuffer } from './leaf-buffer.js';
import type { ByteSink, PageOutput, WrittenPage } from './page-output.js';
import { type Bounds, boundsOf, type Extent, extentOf, mergedExtent } from './value-bounds.js';
import type { ParquetWriteOptions } from './write-options.js';
import type { WriteLeaf } from './write-schema.js';

const pageRowsMax = 20_480;
const pageBytesMax = 1 << 20;
const entriesPerPageMax = 65_536;
// DELTA_BINARY_PACKED is slower to read than a dictionary's codes: it must be this much smaller.
const deltaPartMax = 0.7;
const deltaSampleValues = 16_384;
const deltaScratchBytes = 1024;

/** A page of values with the rows it begins with. */
export interface ValuePage extends WrittenPage {
  readonly firstRow: number;
  /** Values that are not NULL. */
  readonly valueCount: number;
  readonly nullCount: number;
  readonly bounds: Bounds | undefined;
}

/** What was written of one leaf in one row group. */
export interface WrittenChunk {
  readonly leaf: WriteLeaf;
  readonly dictionaryPage: WrittenPage | undefined;
  readonly pages: readonly ValuePage[];
  readonly encodings: readonly number[];
  readonly dataEncoding: number;
  readonly entryCount: number;
  readonly nullCount: number;
  readonly distinctCount: number | undefined;
  readonly bounds: Bounds | undefined;
  readonly bloomFilter: Uint8Array | undefined;
}

/** A run of entries that become one page. */
interface PageRange {
  readonly firstRow: number;
  readonly firstEntry: number;
  readonly entryCount: number;
  readonly firstValue: number;
  readonly valueCount: number;
}

/** Encodes the entries of one leaf and writes them as a column chunk. */
export class ChunkWriter {
  readonly #output: PageOutput;
  readonly #sink: ByteSink;
  readonly #options: ParquetWriteOptions;
  readonly #buffer: LeafBuffer;
  readonly #leaf: WriteLeaf;
  #converted = 0;

  constructor(output: PageOutput, sink: ByteSink, options: ParquetWriteOptions, buffer: LeafBuffer) {
    this.#output = output;
    this.#sink = sink;
    this.#options = options;
    this.#buffer = buffer;
    this.#leaf = buffer.leaf;
  }

  /** Writes the chunk of `rowCount` rows. */
  write(rowCount: number): WrittenChunk {
    const buffer = this.#buffer;
    const distinctCount = buffer.hasDictionary ? buffer.dictionaryLength : undefined;
    const dataEncoding = this.#chooseEncoding();
    if (dataEncoding !== encoding.rleDictionary && buffer.hasDictionary) buffer.flatten();
    const valueCount = buffer.hasDictionary ? buffer.dictionaryLength : buffer.presentCount;
    const { memory } = this.#output;
    const source = buffer.hasDictionary ? buffer.dictionary : buffer.values;
    const physical = this.#convert(source, valueCount);
    try {
      const bloomFilter = this.#bloomFilter(physical, valueCount);
      const dictionaryPage = buffer.hasDictionary ? this.#dictionaryPage(physical) : undefined;
      const written = this.#pageRanges(rowCount).map((range) => this.#dataPage(range, dataEncoding, physical));
      return {
        leaf: this.#leaf,
        dictionaryPage,
        pages: written.map(({ page }) => page),
        encodings: encodingsOf(dataEncoding, dictionaryPage !== undefined),
        dataEncoding,
        entryCount: buffer.entryCount,
        nullCount: buffer.entryCount - buffer.presentCount,
        distinctCount,
        bounds: boundsOf(this.#output, this.#leaf, this.#mergedExtent(written)),
        bloomFilter,
      };
    } finally {
      if (this.#converted !== 0) memory.free(physical, this.#converted);
    }
  }

  #mergedExtent(pages: readonly { readonly extent: Extent | undefined }[]): Extent | undefined {
    const extents = pages.flatMap(({ extent }) => (extent ? [extent] : []));
    return extents.length <= 1 ? extents[0] : mergedExtent(this.#output, this.#leaf, extents);
  }

  #chooseEncoding(): number {
    const buffer = this.#buffer;
    const { physical, width, layout } = this.#leaf;
    const { usesDeltas } = this.#options;
    const isText = layout === 'view';
    const isInteger = physical === 'INT32' || physical === 'INT64';
    const { presentCount, dictionaryLength } = buffer;
    if (presentCount === 0) return encoding.plain;
    const plainBytes = isText ? 4 * presentCount + buffer.textBytes : width * presentCount;
    const flat = isText ? encoding.deltaLengthByteArray : isInteger ? encoding.deltaBinaryPacked : encoding.plain;
    const withoutDictionary = usesDeltas ? flat : encoding.plain;
    if (!buffer.hasDictionary) return withoutDictionary;
    const entryBytes = isText ? 4 + buffer.textBytes / Math.max(presentCount, 1) : width;
    const dictionaryBytes = dictionaryLength * entryBytes + (presentCount * codeBits(dictionaryLength)) / 8;
    if (dictionaryLength > 1 && dictionaryBytes > 0.9 * plainBytes) return withoutDictionary;
    // A constant column and one of few values stay codes: whole batches of them are decided by their entries.
    if (!usesDeltas || !isInteger || dictionaryLength < 256) return encoding.rleDictionary;
    return this.#deltaBytes() < deltaPartMax * dictionaryBytes ? encoding.deltaBinaryPacked : encoding.rleDictionary;
  }

  /** Estimates the size of DELTA_BINARY_PACKED values from the first ones. */
  #deltaBytes(): number {
    const { memory } = this.#output;
    const buffer = this.#buffer;
    const width = slotBytes[this.#leaf.layout];
    const count = Math.min(buffer.presentCount, deltaSampleValues);
    // Slots of 16 bytes cannot be told from their lower half.
    if (width > 8) return Number.POSITIVE_INFINITY;
    const valuesBytes = width * count;
    const bound = memory.kernels.delta_write_bound!(width, count) >>> 0;
    const raw = this.#output.raw(valuesBytes + bound + 2 * deltaScratchBytes);
    const codes = buffer.values >>> 2;
    for (let i = 0; i < count; i++) {
      const slot = buffer.dictionary + memory.u32[codes + i]! * width;
      memory.u8.copyWithin(raw + i * width, slot, slot + width);
    }
    const deltas = raw + ((valuesBytes + 15) & ~15);
    const bytes = memory.kernels.delta_write!(raw, width, count, deltas + deltaScratchBytes, deltas) >>> 0;
    return (bytes / Math.max(count, 1)) * buffer.presentCount;
  }

  /** Gives where the physical values of slots are. */
  #convert(source: number, count: number): number {
    const { unconversion, width } = this.#leaf;
    if (!unconversion || count === 0) return source;
    const { memory } = this.#output;
    this.#converted = count * width + 64;
    const target = memory.alloc(this.#converted);
    const { kernel, parameters } = unconversion;
    const failed = memory.kernels[kernel]!(source, count, target, ...parameters);
    if (failed < 0) return target;
    memory.free(target, this.#converted);
    throw new LakeError('NUMERIC_VALUE_OUT_OF_RANGE', `A timestamp of column ${this.#leaf.path[0]} is out of range`);
  }

  #bloomFilter(physical: number, count: number): Uint8Array | undefined {
    if (!this.#options.bloomFilterColumns.includes(this.#leaf.path[0]!) || this.#leaf.physical === 'BOOLEAN')
      return undefined;
    const { memory } = this.#output;
    const bytes = bloomBytes(count);
    const filter = memory.alloc(bytes);
    memory.u8.fill(0, filter, filter + bytes);
    memory.kernels.bloom_add!(physical, this.#leaf.width, count, filter, bytes / 32);
    const words = memory.u8.slice(filter, filter + bytes);
    memory.free(filter, bytes);
    return words;
  }

  #dictionaryPage(physical: number): WrittenPage {
    const { dictionaryLength: valueCount } = this.#buffer;
    const { source, bytes } = this.#plain(physical, valueCount);
    return this.#output.write(this.#sink, this.#options, source, bytes, {
      kind: 'dictionary',
      valueCount,
      encoding: encoding.plain,
    });
  }

  /** Encodes values as PLAIN; those of fixed width are it already. */
  #plain(physical: number, count: number): { source: number; bytes: number } {
    const { kernels } = this.#output.memory;
    const { width, physical: kind } = this.#leaf;
    if (width > 0 && kind !== 'BOOLEAN') return { source: physical, bytes: width * count };
    const room = width > 0 ? count : 4 * count + kernels.texts_bytes!(physical, count);
    const raw = this.#output.raw(room);
    const kernel = kind === 'BOOLEAN' ? kernels.booleans_write! : kernels.texts_write!;
    return { source: raw, bytes: kernel(physical, count, raw) >>> 0 };
  }

  #dataPage(range: PageRange, dataEncoding: number, physical: number): { page: ValuePage; extent: Extent | undefined } {
    const buffer = this.#buffer;
    const { bytes, source } = this.#encodePage(range, dataEncoding, physical);
    const written = this.#output.write(this.#sink, this.#options, source, bytes, {
      kind: 'data',
      valueCount: range.entryCount,
      encoding: dataEncoding,
    });
    const extent = extentOf(this.#output, buffer, range.firstValue, range.valueCount);
    const bounds = boundsOf(this.#output, this.#leaf, extent);
    const { firstRow, valueCount } = range;
    const nullCount = range.entryCount - valueCount;
    return { page: { ...written, firstRow, valueCount, nullCount, bounds }, extent };
  }

  #encodePage(range: PageRange, dataEncoding: number, physical: number): { source: number; bytes: number } {
    const buffer = this.#buffer;
    const { kernels, u8 } = this.#output.memory;
    const { maxDefinitionLevel, maxRepetitionLevel, width, layout } = this.#leaf;
    const slots = layout === 'view' ? 16 : width;
    const values = physical + range.firstValue * slots;
    const count = range.valueCount;
    const levelsRoom = 2 * (64 + 4 * range.entryCount);
    const textBytes = layout === 'view' && !buffer.hasDictionary ? kernels.texts_bytes!(values, count) : 0;
    const valuesRoom = 128 + 9 * Math.max(width, 4) * count + textBytes + (kernels.delta_write_bound!(8, count) >>> 0);
    const raw = this.#output.raw(levelsRoom + valuesRoom + 2 * deltaScratchBytes + 8 * count);
    let at = raw;
    const levels = (address: number, most: number): void => {
      const own = address === 0 ? 0 : address + range.firstEntry;
      at += kernels.hybrid_write_levels!(own, most, range.entryCount, codeBits(most + 1), at) >>> 0;
    };
    if (maxRepetitionLevel > 0) levels(buffer.repetitions, maxRepetitionLevel);
    if (maxDefinitionLevel > 0) levels(buffer.definitions, maxDefinitionLevel);
    const scratch = (raw + levelsRoom + valuesRoom + 15) & ~15;
    switch (dataEncoding) {
      case encoding.rleDictionary: {
        const bits = codeBits(buffer.dictionaryLength);
        u8[at++] = bits;
        at += kernels.hybrid_write_codes!(buffer.values + 4 * range.firstValue, count, bits, at) >>> 0;
        break;
      }
      case encoding.deltaBinaryPacked:
        at += kernels.delta_write!(values, width, count, at, scratch) >>> 0;
        break;
      case encoding.deltaLengthByteArray:
        at += kernels.texts_write_delta!(values, count, at, scratch) >>> 0;
        break;
      default:
        at += this.#writePlain(values, count, at);
    }
    return { source: raw, bytes: at - raw };
  }

  #writePlain(values: number, count: number, target: number): number {
    const { kernels, u8 } = this.#output.memory;
    const { width, physical } = this.#leaf;
    if (physical === 'BOOLEAN') return kernels.booleans_write!(values, count, target) >>> 0;
    if (width === 0) return kernels.texts_write!(values, count, target) >>> 0;
    u8.copyWithin(target, values, values + width * count);
    return width * count;
  }

  #pageRanges(rowCount: number): readonly PageRange[] {
    return this.#leaf.maxRepetitionLevel === 0 ? this.#flatRanges(rowCount) : this.#repeatedRanges();
  }

  #flatRanges(rowCount: number): readonly PageRange[] {
    const { definitions } = this.#buffer;
    const ranges: PageRange[] = [];
    let firstValue = 0;
    for (let firstEntry = 0; firstEntry < rowCount; ) {
      let entryCount = Math.min(pageRowsMax, rowCount - firstEntry);
      let valueCount = this.#presentIn(definitions, firstEntry, entryCount);
      const fitting = this.#fitting(firstValue, valueCount);
      if (fitting < valueCount) {
        // So many rows as there are values; with NULLs among them a few values less.
        entryCount = fitting;
        valueCount = this.#presentIn(definitions, firstEntry, entryCount);
      }
      ranges.push({ firstRow: firstEntry, firstEntry, entryCount, firstValue, valueCount });
      firstEntry += entryCount;
      firstValue += valueCount;
    }
    return ranges;
  }

  #repeatedRanges(): readonly PageRange[] {
    const { u8 } = this.#output.memory;
    const { definitions, repetitions, entryCount: total } = this.#buffer;
    const ranges: PageRange[] = [];
    let [row, firstEntry, firstValue] = [0, 0, 0];
    while (firstEntry < total) {
      let end = Math.min(firstEntry + pageRowsMax, total);
      const valuesToEnd = this.#presentIn(definitions, firstEntry, end - firstEntry);
      const fitting = this.#fitting(firstValue, valuesToEnd);
      if (fitting < valuesToEnd) end = Math.min(end, firstEntry + fitting);
      while (end < total && end - firstEntry < entriesPerPageMax && u8[repetitions + end] !== 0) end++;
      // A row of more entries than a page should have stays whole.
      while (end < total && u8[repetitions + end] !== 0) end++;
      const entryCount = end - firstEntry;
      const valueCount = this.#presentIn(definitions, firstEntry, entryCount);
      ranges.push({ firstRow: row, firstEntry, entryCount, firstValue, valueCount });
      for (let entry = firstEntry; entry < end; entry++) if (u8[repetitions + entry] === 0) row++;
      firstEntry = end;
      firstValue += valueCount;
    }
    return ranges;
  }

  #presentIn(definitions: number, firstEntry: number, count: number): number {
    if (definitions === 0) return count;
    const { u8 } = this.#output.memory;
    const end = definitions + firstEntry + count;
    let present = 0;
    for (let at = definitions + firstEntry; at < end; at++) if (u8[at] === this.#leaf.maxDefinitionLevel) present++;
    return present;
  }

  /** How many values a page takes. */
  #fitting(firstValue: number, count: number): number {
    const buffer = this.#buffer;
    if (buffer.hasDictionary || count === 0) return count;
    if (this.#leaf.layout !== 'view') return Math.min(count, Math.floor(pageBytesMax / this.#leaf.width));
    const { kernels } = this.#output.memory;
    return kernels.texts_fitting!(buffer.values + 16 * firstValue, count, pageBytesMax) >>> 0;
  }
}

/** Tells how many bits the codes of so many entries take. */
const codeBits = (entryCount: number): number =>
  entryCount <= 1 ? (entryCount === 1 ? 0 : 1) : 32 - Math.clz32(entryCount - 1);

function encodingsOf(dataEncoding: number, hasDictionary: boolean): readonly number[] {
  return [...new Set([...(hasDictionary ? [encoding.plain] : []), encoding.rle, dataEncoding])];
}

/** Gives the bytes of a filter in which one of a hundred absent values seems present: a power of two, at most 1 MiB. */
function bloomBytes(distinctCount: number): number {
  const bits = (-8 * Math.max(distinctCount, 1)) / Math.log(1 - 0.01 ** (1 / 8));
  return Math.min(Math.max(2 ** Math.ceil(Math.log2(bits / 8)), 32), 1 << 20);
}

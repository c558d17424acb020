import { assert } from '../base/lake-error.js';
import type { SqlType } from '../types/sql-type.js';
import type { Arena } from '../vector/arena.js';
import type { QueryMemory } from '../vector/query-memory.js';
import { flatVector, type Vector } from '../vector/vector.js';
import type { ChunkDictionary, ColumnReader } from './column-reader.js';
import { nullVector } from './constant-column-reader.js';
import type { LeafDictionary, LeafPages, OpenPage } from './leaf-pages.js';

/** Reads a column of single values: each row has one value of the one leaf, or is NULL. */
export class FlatColumnReader implements ColumnReader {
  position = 0;
  readonly #memory: QueryMemory;
  readonly #pages: LeafPages;
  readonly #type: SqlType;
  readonly #mayHaveNulls: boolean;
  #page: OpenPage | undefined;
  #pageRowsLeft = 0;
  /** No row that is left in the page is NULL. */
  #isPageFull = false;
  /** Rows that `skip` passed over, in files not yet. */
  #skipCount = 0;

  constructor(memory: QueryMemory, pages: LeafPages, type: SqlType, mayHaveNulls: boolean) {
    this.#memory = memory;
    this.#pages = pages;
    this.#type = type;
    this.#mayHaveNulls = mayHaveNulls;
  }

  read(count: number, arena: Arena): Vector {
    assert(count > 0, 'a batch has rows');
    this.#pages.releaseRetired();
    this.#passSkipped();
    this.position += count;
    const first = this.#readFromPage(count, arena);
    if (first.rowCount === count) return first.vector;
    const parts = [first];
    for (let done = first.rowCount; done < count; ) {
      const part = this.#readFromPage(count - done, arena);
      parts.push(part);
      done += part.rowCount;
    }
    return this.#concatenate(parts, count, arena);
  }

  readSelected(count: number, _selection: number, selectedCount: number, arena: Arena): Vector {
    if (selectedCount > 0) return this.read(count, arena);
    this.skip(count);
    return nullVector(this.#memory, this.#type, arena);
  }

  skip(count: number): void {
    this.position += count;
    this.#skipCount += count;
  }

  dictionary(): ChunkDictionary | undefined {
    const dictionary = this.#pages.wholeDictionary();
    if (dictionary === undefined) return undefined;
    const { values, length, id } = dictionary;
    return {
      entries: { ...this.#flat(values, 0) },
      length,
      dictionaryId: id,
      mayHaveNulls: this.#mayHaveNulls,
    };
  }

  close(): void {
    this.#pages.close();
  }

  #passSkipped(): void {
    while (this.#skipCount > 0) {
      if (this.#pageRowsLeft === 0) {
        const { valueCount } = this.#pages.peek();
        if (valueCount <= this.#skipCount) {
          this.#pages.pass();
          this.#skipCount -= valueCount;
          continue;
        }
        this.#openPage();
      }
      const count = Math.min(this.#skipCount, this.#pageRowsLeft);
      if (count < this.#pageRowsLeft) this.#skipInPage(count);
      this.#pageRowsLeft -= count;
      this.#skipCount -= count;
    }
  }

  #skipInPage(count: number): void {
    const { codes, values, definitionLevels } = this.#page!;
    let present = count;
    if (definitionLevels !== 0 && !this.#isPageFull) {
      present = this.#memory.kernels.hybrid_skip_ones!(definitionLevels, count);
      if (present < 0) throw this.#pages.fail('its definition levels end early');
    }
    if (codes === undefined) values!.skip(present);
    else codes.skip(present);
  }

  #openPage(): void {
    do {
      this.#page = this.#pages.open();
      this.#pageRowsLeft = this.#page.valueCount;
    } while (this.#pageRowsLeft === 0);
    const { definitionLevels } = this.#page;
    this.#isPageFull =
      definitionLevels === 0 || this.#memory.kernels.hybrid_single_run!(definitionLevels, this.#pageRowsLeft) === 1;
  }

  // Reads at most `wanted` rows of the page at hand.
  #readFromPage(wanted: number, arena: Arena): Part {
    if (this.#pageRowsLeft === 0) this.#openPage();
    const count = Math.min(wanted, this.#pageRowsLeft);
    this.#pageRowsLeft -= count;
    const { codes, definitionLevels } = this.#page!;
    let validity = 0;
    let present = count;
    if (!this.#isPageFull) {
      validity = arena.alloc(count + 16);
      present = this.#memory.kernels.hybrid_read_validity!(definitionLevels, count, validity);
      if (present < 0) throw this.#pages.fail('its definition levels end early');
      if (present === 0) return { rowCount: count, vector: nullVector(this.#memory, this.#type, arena) };
      if (present === count) validity = 0;
    }
    const vector =
      codes === undefined
        ? this.#readValues(count, present, validity, arena)
        : this.#readCodes(count, present, validity, arena);
    return { rowCount: count, vector };
  }

  #readValues(count: number, present: number, validity: number, arena: Arena): Vector {
    const decoded = this.#page!.values!.decode(present, arena);
    const slots = this.#pages.toSlots(decoded, present, arena);
    if (validity === 0) return this.#flat(slots, 0);
    const { kernels } = this.#memory;
    const { slotBytes } = this.#pages;
    const output = arena.alloc(count * slotBytes);
    kernels[`spread_${slotBytes}`]!(slots, validity, count, output);
    return this.#flat(output, validity);
  }

  #readCodes(count: number, present: number, validity: number, arena: Arena): Vector {
    const { codes } = this.#page!;
    let output = arena.alloc((present + 4) * 4);
    codes!.decode(present, output);
    if (validity !== 0) {
      const dense = output;
      this.#memory.u32[(dense >>> 2) + present] = 0;
      output = arena.alloc(count * 4);
      this.#memory.kernels.spread_4!(dense, validity, count, output);
    }
    return this.#coded(this.#pages.dictionary!, output, validity);
  }

  #flat(values: number, validity: number): Vector {
    return flatVector(this.#type, this.#pages.layout, values, validity);
  }

  #coded(dictionary: LeafDictionary, codes: number, validity: number): Vector {
    return {
      type: this.#type,
      layout: this.#pages.layout,
      encoding: 'dictionary',
      values: dictionary.values,
      validity,
      codes,
      dictionaryLength: dictionary.length,
      dictionaryId: dictionary.id,
    };
  }

  // A batch that spans pages: codes stay codes when all of them are, else every part is made flat.
  #concatenate(parts: readonly Part[], count: number, arena: Arena): Vector {
    const { kernels } = this.#memory;
    const { slotBytes } = this.#pages;
    const validity = this.#concatenateValidity(parts, count, arena);
    const isCoded = parts.every(({ vector }) => vector.encoding !== 'flat');
    const dictionary = this.#pages.dictionary;
    const bytes = isCoded && dictionary !== undefined ? 4 : slotBytes;
    const output = arena.alloc(count * bytes);
    let done = 0;
    for (const { rowCount, vector } of parts) {
      const to = output + done * bytes;
      if (vector.encoding === 'constant') kernels.bytes_fill!(to, 0, rowCount * bytes);
      else if (vector.encoding === 'flat') kernels.bytes_copy!(to, vector.values, rowCount * bytes);
      else if (bytes === 4 && isCoded) kernels.bytes_copy!(to, vector.codes, rowCount * bytes);
      else kernels[`gather_${slotBytes}`]!(vector.values, vector.codes, rowCount, to);
      done += rowCount;
    }
    return isCoded && dictionary !== undefined
      ? this.#coded(dictionary, output, validity)
      : this.#flat(output, validity);
  }

  #concatenateValidity(parts: readonly Part[], count: number, arena: Arena): number {
    if (parts.every(({ vector }) => vector.validity === 0)) return 0;
    const { kernels } = this.#memory;
    const validity = arena.alloc(count);
    let done = 0;
    for (const { rowCount, vector } of parts) {
      if (vector.encoding === 'constant') kernels.bytes_fill!(validity + done, 0, rowCount);
      else if (vector.validity === 0) kernels.bytes_fill!(validity + done, 1, rowCount);
      else kernels.bytes_copy!(validity + done, vector.validity, rowCount);
      done += rowCount;
    }
    return validity;
  }
}

/** Rows that one page gave; a constant vector is all NULL. */
interface Part {
  readonly rowCount: number;
  readonly vector: Vector;
}

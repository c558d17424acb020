import { Arena } from '../vector/arena.js';
import type { QueryMemory } from '../vector/query-memory.js';
import type { LeafPages } from './leaf-pages.js';

/** Walks over the entries of a leaf below lists: each has a repetition level, a definition level and perhaps a value. */
export class LeafCursor {
  readonly slotBytes: number;
  /** Levels of the entry at hand; a repetition level of −1 stands behind the last entry. */
  repetitionLevel = 0;
  definitionLevel = 0;
  readonly #memory: QueryMemory;
  readonly #pages: LeafPages;
  readonly #maxDefinitionLevel: number;
  readonly #arena: Arena;
  /** False: only the levels are wanted. */
  readonly #hasValues: boolean;
  #entriesLeft: number;
  #pageEntriesLeft = 0;
  /** Indices of words in memory. */
  #repetition = 0;
  #definition = 0;
  #codes = 0;
  #values = 0;
  #dictionary = 0;

  constructor(
    memory: QueryMemory,
    pages: LeafPages,
    maxDefinitionLevel: number,
    entryCount: number,
    hasValues: boolean,
  ) {
    this.#memory = memory;
    this.#pages = pages;
    this.#maxDefinitionLevel = maxDefinitionLevel;
    this.#entriesLeft = entryCount;
    this.#arena = new Arena(memory);
    this.#hasValues = hasValues;
    this.slotBytes = pages.slotBytes;
  }

  /** Comes to the first entry; once, before anything else. */
  start(): void {
    this.#settle();
  }

  /** Address of the slot of the entry at hand, whose value is present. */
  get valueAddress(): number {
    if (this.#codes === 0) return this.#values;
    return this.#dictionary + this.#memory.u32[this.#codes]! * this.slotBytes;
  }

  /** Tells whether the entry at hand has a value. */
  get isPresent(): boolean {
    return this.definitionLevel === this.#maxDefinitionLevel;
  }

  /** Moves to the next entry. */
  next(): void {
    if (this.repetitionLevel < 0) throw this.#pages.fail('its values end before those of another column of the field');
    if (this.isPresent) {
      if (this.#codes === 0) this.#values += this.slotBytes;
      else this.#codes++;
    }
    this.#pageEntriesLeft--;
    this.#entriesLeft--;
    if (this.#repetition !== 0) this.#repetition++;
    if (this.#definition !== 0) this.#definition++;
    this.#settle();
  }

  /** Moves over the rest of the row at hand. */
  finishRow(): void {
    do this.next();
    while (this.repetitionLevel > 0);
  }

  fail(reason: string): Error {
    return this.#pages.fail(reason);
  }

  close(): void {
    this.#arena.release();
    this.#pages.close();
  }

  #settle(): void {
    const { u32 } = this.#memory;
    if (this.#entriesLeft === 0) {
      this.repetitionLevel = -1;
      return;
    }
    while (this.#pageEntriesLeft === 0) this.#openPage();
    this.repetitionLevel = this.#repetition === 0 ? 0 : u32[this.#repetition]!;
    this.definitionLevel = this.#definition === 0 ? 0 : u32[this.#definition]!;
  }

  #openPage(): void {
    this.#pages.releaseRetired();
    this.#arena.reset();
    const { valueCount, codes, values, repetitionLevels, definitionLevels } = this.#pages.open();
    if (valueCount > this.#entriesLeft) throw this.#pages.fail('it has more values than the chunk');
    this.#pageEntriesLeft = valueCount;
    this.#repetition = this.#decodeLevels(repetitionLevels, valueCount, this.#pages.maxRepetitionLevel) >>> 2;
    this.#definition = this.#decodeLevels(definitionLevels, valueCount, this.#maxDefinitionLevel) >>> 2;
    let present = valueCount;
    if (this.#definition !== 0)
      present = this.#memory.kernels.count_equal_u32!(this.#definition << 2, valueCount, this.#maxDefinitionLevel);
    if (!this.#hasValues) return;
    if (codes === undefined) {
      this.#codes = 0;
      this.#values = this.#pages.toSlots(values!.decode(present, this.#arena), present, this.#arena);
      return;
    }
    const output = this.#arena.alloc((present + 1) * 4);
    codes.decode(present, output);
    this.#codes = output >>> 2;
    this.#dictionary = this.#pages.dictionary!.values;
  }

  #decodeLevels(state: number, count: number, maxLevel: number): number {
    if (state === 0 || count === 0) return 0;
    const output = this.#arena.alloc(count * 4);
    const largest = this.#memory.kernels.hybrid_read!(state, count, output) >>> 0;
    if (largest > maxLevel) throw this.#pages.fail('its levels end early, or are larger than the schema allows');
    return output;
  }
}

import { Arena } from '../vector/arena.js';
import type { QueryMemory } from '../vector/query-memory.js';
import type { LeafPages } from './leaf-pages.js';

// Words of a cursor in memory (kernels/nested-assemble.ts).
const word = {
  repetition: 0,
  definition: 1,
  codes: 2,
  values: 3,
  slotBytes: 4,
  left: 5,
  maxDefinition: 6,
  isLast: 7,
} as const;

/**
 * Walks over the entries of a leaf below lists: each has a repetition level, a definition level and perhaps a value. Where it
 * stands lies in memory, so that a kernel can move it within a page.
 */
export class LeafCursor {
  readonly slotBytes: number;
  readonly #memory: QueryMemory;
  readonly #pages: LeafPages;
  readonly #maxDefinitionLevel: number;
  readonly #arena: Arena;
  /** False: only the levels are wanted. */
  readonly #hasValues: boolean;
  /** Index of the first word. */
  readonly #state: number;
  /** Entries behind those of the page at hand. */
  #entriesBehind: number;

  /** @param state address of the cursor's words */
  constructor(memory: QueryMemory, pages: LeafPages, entryCount: number, hasValues: boolean, state: number) {
    this.#memory = memory;
    this.#pages = pages;
    this.#maxDefinitionLevel = pages.maxDefinitionLevel;
    this.#entriesBehind = entryCount;
    this.#arena = new Arena(memory);
    this.#hasValues = hasValues;
    this.#state = state >>> 2;
    this.slotBytes = pages.slotBytes;
    memory.u32.fill(0, this.#state, this.#state + 8);
    this.#set(word.slotBytes, this.slotBytes);
    this.#set(word.maxDefinition, this.#maxDefinitionLevel);
    this.#set(word.isLast, entryCount === 0 ? 1 : 0);
  }

  /** Makes the page of the next entry be at hand; false behind the last. */
  settle(): boolean {
    while (this.#get(word.left) === 0) {
      if (this.#entriesBehind === 0) return false;
      this.#openPage();
    }
    return true;
  }

  /** Repetition level of the entry at hand; −1 behind the last. */
  get repetitionLevel(): number {
    if (!this.settle()) return -1;
    const address = this.#get(word.repetition);
    return address === 0 ? 0 : this.#memory.u32[address >>> 2]!;
  }

  /** Definition level of the entry at hand, which there must be. */
  get definitionLevel(): number {
    const address = this.#get(word.definition);
    return address === 0 ? 0 : this.#memory.u32[address >>> 2]!;
  }

  /** Address of the slot of the entry at hand, whose value is present. */
  get valueAddress(): number {
    const codes = this.#get(word.codes);
    const values = this.#get(word.values);
    return codes === 0 ? values : values + this.#memory.u32[codes >>> 2]! * this.slotBytes;
  }

  /** Tells whether the entry at hand has a value. */
  get isPresent(): boolean {
    return this.definitionLevel === this.#maxDefinitionLevel;
  }

  /** Moves to the next entry. */
  next(): void {
    if (!this.settle()) throw this.fail('its values end before those of another column of the field');
    if (this.isPresent) {
      if (this.#get(word.codes) === 0) this.#set(word.values, this.#get(word.values) + this.slotBytes);
      else this.#set(word.codes, this.#get(word.codes) + 4);
    }
    this.#set(word.left, this.#get(word.left) - 1);
    if (this.#get(word.repetition) !== 0) this.#set(word.repetition, this.#get(word.repetition) + 4);
    if (this.#get(word.definition) !== 0) this.#set(word.definition, this.#get(word.definition) + 4);
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

  #openPage(): void {
    this.#pages.releaseRetired();
    this.#arena.reset();
    const { valueCount, codes, values, repetitionLevels, definitionLevels } = this.#pages.open();
    if (valueCount > this.#entriesBehind) throw this.#pages.fail('it has more values than the chunk');
    const { kernels } = this.#memory;
    const definitions = this.#decodeLevels(definitionLevels, valueCount, this.#maxDefinitionLevel);
    this.#set(word.repetition, this.#decodeLevels(repetitionLevels, valueCount, this.#pages.maxRepetitionLevel));
    this.#set(word.definition, definitions);
    this.#set(word.left, valueCount);
    this.#entriesBehind -= valueCount;
    this.#set(word.isLast, this.#entriesBehind === 0 ? 1 : 0);
    if (!this.#hasValues) return;
    const present =
      definitions === 0 ? valueCount : kernels.count_equal_u32!(definitions, valueCount, this.#maxDefinitionLevel);
    if (codes === undefined) {
      this.#set(word.codes, 0);
      this.#set(word.values, this.#pages.toSlots(values!.decode(present, this.#arena), present, this.#arena));
      return;
    }
    const output = this.#arena.alloc((present + 4) * 4);
    codes.decode(present, output);
    this.#set(word.codes, output);
    this.#set(word.values, this.#pages.dictionary!.values);
  }

  #decodeLevels(state: number, count: number, maxLevel: number): number {
    if (state === 0 || count === 0) return 0;
    const output = this.#arena.alloc((count + 3) * 4);
    const largest = this.#memory.kernels.hybrid_read!(state, count, output) >>> 0;
    if (largest > maxLevel) throw this.#pages.fail('its levels end early, or are larger than the schema allows');
    return output;
  }

  #get(index: number): number {
    return this.#memory.u32[this.#state + index]!;
  }

  #set(index: number, value: number): void {
    this.#memory.u32[this.#state + index] = value;
  }
}

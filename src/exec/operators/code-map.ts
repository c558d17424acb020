import type { ColumnReference, Expression } from '../../plan/expression.js';
import type { Batch } from '../../vector/vector.js';
import { i32, select } from '../../wasm/instruction.js';
import type { Program } from '../expression/ahead-step.js';
import { BatchProgram } from '../expression/batch-program.js';
import { lengthWord, strideWord } from '../expression/numbered-words.js';
import { slotAddress } from '../expression/row-loop.js';
import type { ThreadContext } from '../thread-context.js';

// So many combinations of dictionary entries are always worth remembering, more of them for batches with many rows.
const combinationsCheap = 16_384;
const combinationsMax = 131_072;
const combinationsPerRow = 16;
// A large map is given up after so many rows when it did not know the groups of most of them.
const trialRows = 65_536;

/** Rows whose group is not known yet. */
export interface UnknownRows {
  readonly count: number;
  /** Addresses of what is known of each: its row index, its position among the live rows, where its group is remembered. */
  readonly rows: number;
  readonly positions: number;
  readonly entries: number;
}

/**
 * Remembers the groups of combinations of dictionary entries, where all keys are columns with dictionaries. It is filled as
 * combinations are met and holds for as long as the dictionaries do.
 */
export class CodeMap {
  readonly #context: ThreadContext;
  readonly #inputs: readonly number[];
  readonly #keys: readonly Expression[];
  /** Where the batch has the column of each key; -1 for a key that is no column. */
  readonly #places: readonly number[];
  readonly #look: Program<void>;
  #map = 0;
  #capacity = 0;
  #combinations = 0;
  /** Rows that a large map was asked for, and how many of them it did not know. */
  #rowCount = 0;
  #unknownCount = 0;
  /** The dictionaries that it was filled for. */
  #dictionaries = '';

  constructor(context: ThreadContext, inputs: readonly number[], keys: readonly Expression[]) {
    this.#context = context;
    this.#inputs = inputs;
    this.#keys = keys;
    this.#places = keys.map((key) => (key.kind === 'column' ? inputs.indexOf(key.id) : -1));
    this.#look = this.#lookProgram();
  }

  /** Forgets all groups. */
  clear(): void {
    this.#dictionaries = '';
  }

  /** Writes to `groups` the groups that are known, and gives the other rows; undefined where it cannot know any. */
  find(batch: Batch, groups: number): UnknownRows | undefined {
    const named = this.#codesOf(batch);
    if (!named) return undefined;
    const { memory, scratch } = this.#context;
    const bytes = 4 * batch.selectedCount + 4;
    const rows = scratch.alloc(bytes);
    const positions = scratch.alloc(bytes);
    const entries = scratch.alloc(bytes);
    const count = scratch.alloc(4);
    named.groups = groups;
    named.rows = rows;
    named.positions = positions;
    named.entries = entries;
    named.count = count;
    this.#look.run(batch, () => named);
    const unknownCount = memory.u32[count >>> 2]!;
    if (this.#combinations > combinationsCheap) {
      this.#rowCount += batch.selectedCount;
      this.#unknownCount += unknownCount;
    }
    return { count: unknownCount, rows, positions, entries };
  }

  /** Remembers the groups that were found for unknown rows, and writes them to `groups`. */
  learn({ count, positions, entries }: UnknownRows, found: number, groups: number): void {
    this.#context.memory.kernels.groups_learn!(found, positions, entries, count, groups);
  }

  #lookProgram(): Program<void> {
    return new BatchProgram(this.#context, this.#inputs, this.#keys, ({ loop, emitter: e }) => {
      const { code } = loop;
      const count = code.local('i32');
      loop.loop((position) => {
        const numbers = this.#keys.map((key, index) => {
          const { code: number, isNull } = e.emitCode((key as ColumnReference).id);
          const present = isNull ? select(loop.named(lengthWord(index)), number, isNull) : number;
          return index === 0 ? present : i32.mul(present, loop.named(strideWord(index)));
        });
        const combination = numbers.reduce((a, b) => i32.add(a, b));
        const entry = e.keep(slotAddress(loop.named('map'), combination, 'i32'));
        const group = e.keep(i32.load(entry));
        code.emit(i32.store(slotAddress(loop.named('groups'), position, 'i32'), group));
        // The row is written in any case and kept by moving on: no branch to mispredict.
        code.emit(i32.store(slotAddress(loop.named('rows'), count.get, 'i32'), loop.row));
        code.emit(i32.store(slotAddress(loop.named('positions'), count.get, 'i32'), position));
        code.emit(i32.store(slotAddress(loop.named('entries'), count.get, 'i32'), entry));
        code.set(count, i32.add(count.get, i32.eqz(group)));
      });
      code.emit(i32.store(loop.named('count'), count.get));
    });
  }

  #codesOf(batch: Batch): Record<string, number> | undefined {
    if (this.#places.length === 0) return undefined;
    const named: Record<string, number> = {};
    let combinations = 1;
    let dictionaries = '';
    for (let index = 0; index < this.#places.length; index++) {
      const place = this.#places[index]!;
      if (place < 0) return undefined;
      const vector = batch.columns[place]!;
      if (vector.encoding !== 'dictionary' || vector.dictionaryId === 0) return undefined;
      named[strideWord(index)] = combinations;
      named[lengthWord(index)] = vector.dictionaryLength;
      // One more for NULL.
      combinations *= vector.dictionaryLength + 1;
      if (combinations > combinationsMax) return undefined;
      dictionaries += `${vector.dictionaryId},`;
    }
    if (combinations > combinationsCheap) {
      const isUseless = this.#rowCount >= trialRows && 2 * this.#unknownCount > this.#rowCount;
      if (isUseless || combinations > combinationsPerRow * batch.selectedCount) return undefined;
    }
    this.#prepare(combinations, dictionaries);
    named.map = this.#map;
    return named;
  }

  #prepare(combinations: number, dictionaries: string): void {
    if (dictionaries === this.#dictionaries) return;
    const { memory, arena } = this.#context;
    if (combinations > this.#capacity) {
      this.#capacity = Math.max(combinationsCheap, 2 ** Math.ceil(Math.log2(combinations)));
      this.#map = arena.alloc(4 * this.#capacity);
    }
    memory.clear(this.#map, 4 * combinations);
    this.#combinations = combinations;
    this.#dictionaries = dictionaries;
  }
}

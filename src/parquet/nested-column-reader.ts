import type { SqlType } from '../types/sql-type.js';
import type { Arena } from '../vector/arena.js';
import { inlineBytesMax } from '../vector/layout.js';
import type { QueryMemory } from '../vector/query-memory.js';
import type { Vector } from '../vector/vector.js';
import type { ColumnReader } from './column-reader.js';
import type { LeafCursor } from './leaf-cursor.js';
import type { NestedPlan } from './nested-plan.js';
import { NestedWriter } from './nested-writer.js';
import { nullVector } from './null-column-reader.js';

const viewBytes = 16;

/**
 * Reads a column of lists, maps or structs from its leaves (the record assembly of Google's Dremel paper): a row is put
 * together to the canonical bytes of its value, which a view shows.
 */
export class NestedColumnReader implements ColumnReader {
  position = 0;
  readonly #memory: QueryMemory;
  readonly #type: SqlType;
  readonly #plan: NestedPlan;
  /** By number of the leaf within the field; only of the wanted ones. */
  readonly #cursors: readonly (LeafCursor | undefined)[];
  readonly #writer: NestedWriter;
  #isStarted = false;

  constructor(memory: QueryMemory, type: SqlType, plan: NestedPlan, cursors: readonly (LeafCursor | undefined)[]) {
    this.#memory = memory;
    this.#type = type;
    this.#plan = plan;
    this.#cursors = cursors;
    this.#writer = new NestedWriter(memory);
  }

  read(count: number, arena: Arena): Vector {
    this.#start();
    this.#writer.clear();
    const { u8, view } = this.#memory;
    const values = arena.allocZeroed(count * viewBytes);
    const validity = arena.alloc(count);
    // Offsets first, for the writer's block may move while it grows.
    const ends = new Float64Array(count);
    let nullCount = 0;
    for (let row = 0; row < count; row++) {
      const isPresent = this.#writePart(this.#plan, false);
      u8[validity + row] = isPresent ? 1 : 0;
      if (!isPresent) nullCount++;
      ends[row] = this.#writer.length;
      this.#checkRowEnds();
    }
    let start = 0;
    for (let row = 0; row < count; row++) {
      const bytes = ends[row]! - start;
      const slot = values + row * viewBytes;
      const from = this.#writer.start + start;
      view.setUint32(slot, bytes, true);
      const shown = bytes <= inlineBytesMax ? bytes : 4;
      for (let i = 0; i < shown; i++) u8[slot + 4 + i] = u8[from + i]!;
      if (bytes > inlineBytesMax) view.setUint32(slot + 8, from, true);
      start = ends[row]!;
    }
    this.position += count;
    return {
      type: this.#type,
      layout: 'view',
      encoding: 'flat',
      values,
      validity: nullCount === 0 ? 0 : validity,
      codes: 0,
      dictionaryLength: 0,
      dictionaryId: 0,
    };
  }

  readSelected(count: number, _selection: number, selectedCount: number, arena: Arena): Vector {
    if (selectedCount > 0) return this.read(count, arena);
    this.skip(count);
    return nullVector(this.#memory, this.#type, arena);
  }

  skip(count: number): void {
    if (count === 0) return;
    this.#start();
    for (const cursor of this.#cursors)
      for (let row = 0; cursor !== undefined && row < count; row++) cursor.finishRow();
    this.position += count;
  }

  dictionary(): undefined {
    return undefined;
  }

  close(): void {
    this.#writer.release();
    for (const cursor of this.#cursors) cursor?.close();
  }

  #start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    for (const cursor of this.#cursors) cursor?.start();
  }

  // The leaves of a field have one entry each with repetition level 0 in every row; anything else is damage.
  #checkRowEnds(): void {
    for (const cursor of this.#cursors)
      if (cursor !== undefined && cursor.repetitionLevel > 0)
        throw cursor.fail('its levels do not agree with those of another column of the field');
  }

  // Writes a value and moves its leaves on; an element says first whether it is there. Tells whether it is.
  #writePart(plan: NestedPlan, isElement: boolean): boolean {
    const writer = this.#writer;
    const first = this.#cursors[plan.leaves[0]!]!;
    if (first.repetitionLevel < 0) throw first.fail('its values end before the rows do');
    if (first.definitionLevel < plan.definitionLevel) {
      this.#passEntry(plan);
      if (isElement) writer.u8(0);
      return false;
    }
    if (isElement) writer.u8(1);
    if (plan.kind === 'leaf') {
      this.#writeLeaf(plan.isView, first);
      return true;
    }
    // A nested value inside of another follows its length.
    const lengthAt = writer.length;
    if (isElement) writer.u32(0);
    const start = writer.length;
    if (plan.kind === 'list') this.#writeList(plan, first);
    else {
      this.#writeParts(plan.parts);
      // A row of which the file has no field is only levels.
      if (plan.parts.every((part) => part === undefined)) this.#passEntry(plan);
    }
    if (isElement) writer.patchU32(lengthAt, writer.length - start);
    return true;
  }

  #writeList(plan: NestedPlan & { kind: 'list' }, first: LeafCursor): void {
    const countAt = this.#writer.length;
    this.#writer.u32(0);
    if (first.definitionLevel < plan.elementDefinitionLevel) {
      this.#passEntry(plan);
      return;
    }
    let count = 0;
    do {
      this.#writeParts(plan.parts);
      count++;
    } while (first.repetitionLevel === plan.repetitionLevel);
    this.#writer.patchU32(countAt, count);
  }

  #writeParts(parts: readonly (NestedPlan | undefined)[]): void {
    for (const part of parts) {
      if (part === undefined) this.#writer.u8(0);
      else this.#writePart(part, true);
    }
  }

  #writeLeaf(isView: boolean, cursor: LeafCursor): void {
    if (!cursor.isPresent) throw cursor.fail('a required value is missing');
    const address = cursor.valueAddress;
    if (isView) {
      const bytes = this.#memory.view.getUint32(address, true);
      this.#writer.u32(bytes);
      this.#writer.copy(bytes <= inlineBytesMax ? address + 4 : this.#memory.view.getUint32(address + 8, true), bytes);
    } else this.#writer.copy(address, cursor.slotBytes);
    cursor.next();
  }

  #passEntry(plan: NestedPlan): void {
    for (const leaf of plan.leaves) this.#cursors[leaf]!.next();
  }
}

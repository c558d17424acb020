import type { SqlType } from '../types/sql-type.js';
import { Arena } from '../vector/arena.js';
import { inlineBytesMax } from '../vector/layout.js';
import type { QueryMemory } from '../vector/query-memory.js';
import { flatVector, type Vector } from '../vector/vector.js';
import type { ColumnReader } from './column-reader.js';
import { nullVector } from './constant-column-reader.js';
import type { LeafCursor } from './leaf-cursor.js';
import type { NestedPlan } from './nested-plan.js';
import { NestedWriter } from './nested-writer.js';

const viewBytes = 16;
const wordBytes = 4;
// Why the kernel stopped (kernels/nested-assemble.ts).
const stopped = { pageEnds: 1, noRoom: 2, damaged: 3 } as const;
const partKind = { fixed: 0, view: 1, list: 2, row: 3, rowWithoutFields: 4 } as const;

/** Opens the cursor of a leaf of the field, whose words lie at `state`. */
export type OpenCursor = (leaf: number, state: number) => LeafCursor;

/**
 * Reads a column of lists, maps or structs from its leaves (the record assembly of Google's Dremel paper): a row is put
 * together to the canonical bytes of its value, which a view shows. A kernel does the rows that lie within one page of each
 * leaf, this class the others.
 */
export class NestedColumnReader implements ColumnReader {
  position = 0;
  readonly #memory: QueryMemory;
  readonly #type: SqlType;
  readonly #plan: NestedPlan;
  /** By number of the leaf within the field. */
  readonly #cursors = new Map<number, LeafCursor>();
  readonly #writer: NestedWriter;
  readonly #arena: Arena;
  /** Addresses of the cursors' words, of room to keep a copy of them, of the plan and of the kernel's result. */
  readonly #states: number;
  readonly #snapshot: number;
  readonly #planAddress: number;
  readonly #result: number;

  constructor(memory: QueryMemory, type: SqlType, plan: NestedPlan, leaves: readonly number[], open: OpenCursor) {
    this.#memory = memory;
    this.#type = type;
    this.#plan = plan;
    this.#writer = new NestedWriter(memory);
    this.#arena = new Arena(memory, 64 * 1024);
    const stateBytes = memory.kernels.nested_cursor_bytes!();
    this.#states = this.#arena.alloc(leaves.length * stateBytes);
    this.#snapshot = this.#arena.alloc(leaves.length * stateBytes);
    this.#result = this.#arena.alloc(2 * wordBytes);
    const states = new Map(leaves.map((leaf, index) => [leaf, this.#states + index * stateBytes]));
    this.#planAddress = this.#layPlan(plan, states);
    try {
      for (const [leaf, state] of states) this.#cursors.set(leaf, open(leaf, state));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  read(count: number, arena: Arena): Vector {
    const { kernels, u8 } = this.#memory;
    const writer = this.#writer;
    writer.clear();
    const lengths = arena.alloc(count * wordBytes);
    const validity = arena.alloc(count);
    for (let done = 0; done < count; )
      done += this.#assemble(count - done, lengths + done * wordBytes, validity + done);
    const values = arena.alloc(count * viewBytes);
    kernels.length_views!(writer.start, lengths, count, values);
    this.position += count;
    const hasNull = u8.subarray(validity, validity + count).includes(0);
    return flatVector(this.#type, 'view', values, hasNull ? validity : 0);
  }

  readSelected(count: number, _selection: number, selectedCount: number, arena: Arena): Vector {
    if (selectedCount > 0) return this.read(count, arena);
    this.skip(count);
    return nullVector(this.#memory, this.#type, arena);
  }

  skip(count: number): void {
    for (const cursor of this.#cursors.values()) for (let row = 0; row < count; row++) cursor.finishRow();
    this.position += count;
  }

  dictionary(): undefined {
    return undefined;
  }

  close(): void {
    this.#writer.release();
    this.#arena.release();
    for (const cursor of this.#cursors.values()) cursor.close();
  }

  // Assembles at most `count` rows and gives how many, at least one unless the block had to grow first.
  #assemble(count: number, lengths: number, validity: number): number {
    const { kernels, u32, u8 } = this.#memory;
    const writer = this.#writer;
    for (const cursor of this.#cursors.values()) cursor.settle();
    const rows =
      kernels.nested_assemble!(
        this.#planAddress,
        this.#states,
        this.#cursors.size,
        this.#snapshot,
        count,
        writer.start + writer.length,
        writer.end,
        lengths,
        validity,
        this.#result,
      ) >>> 0;
    writer.length = u32[this.#result >>> 2]! - writer.start;
    const reason = u32[(this.#result >>> 2) + 1]!;
    if (reason === stopped.noRoom) writer.grow();
    if (reason === stopped.damaged) throw this.#disagreement();
    if (reason !== stopped.pageEnds) return rows;
    // The next row goes on in another page of some leaf.
    const start = writer.length;
    u8[validity + rows] = this.#writePart(this.#plan, false) ? 1 : 0;
    u32[(lengths >>> 2) + rows] = writer.length - start;
    for (const cursor of this.#cursors.values()) if (cursor.repetitionLevel > 0) throw this.#disagreement();
    return rows + 1;
  }

  #disagreement(): Error {
    const [cursor] = this.#cursors.values();
    return cursor!.fail('its levels do not agree with those of another column of the field, or with the schema');
  }

  // Lays the plan out for the kernel, and gives the address of its part.
  #layPlan(plan: NestedPlan, states: ReadonlyMap<number, number>): number {
    const parts = plan.kind === 'leaf' ? [] : plan.parts.map((part) => (part ? this.#layPlan(part, states) : 0));
    const isList = plan.kind === 'list';
    const words = [
      kindOf(plan),
      plan.definitionLevel,
      isList ? plan.elementDefinitionLevel : 0,
      isList ? plan.repetitionLevel : 0,
      plan.leaves.length,
      parts.length,
      ...plan.leaves.map((leaf) => states.get(leaf)!),
      ...parts,
    ];
    const address = this.#arena.alloc(words.length * wordBytes);
    this.#memory.u32.set(words, address >>> 2);
    return address;
  }

  // Writes a value and moves its leaves on; an element says first whether it is there. Tells whether it is.
  #writePart(plan: NestedPlan, isElement: boolean): boolean {
    const writer = this.#writer;
    const first = this.#cursors.get(plan.leaves[0]!)!;
    if (!first.settle()) throw first.fail('its values end before the rows do');
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
      if (kindOf(plan) === partKind.rowWithoutFields) this.#passEntry(plan);
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
    for (const leaf of plan.leaves) this.#cursors.get(leaf)!.next();
  }
}

function kindOf(plan: NestedPlan): number {
  if (plan.kind === 'leaf') return plan.isView ? partKind.view : partKind.fixed;
  if (plan.kind === 'list') return partKind.list;
  return plan.parts.some((part) => part !== undefined) ? partKind.row : partKind.rowWithoutFields;
}

import { slotBytes } from '../../vector/layout.js';
import type { QueryMemory } from '../../vector/query-memory.js';
import type { Vector } from '../../vector/vector.js';
import type { BufferPool } from './buffer-pool.js';
import type { LeafBuffer } from './leaf-buffer.js';
import type { ShredNode } from './write-schema.js';

// Offsets of kernels/leaf-shred.ts.
const at = { kind: 0, presentLevel: 4, repetition: 8, leafOrChildren: 12, slot: 16, leafCount: 20, lists: 24 } as const;
const kinds = { fixed: 0, text: 1, array: 2, row: 3 } as const;
const temporaryBytes = 1024;

/** Appends the values of a nested column to its leaves. */
export class ColumnShredder {
  readonly #memory: QueryMemory;
  readonly #pool: BufferPool;
  readonly #leaves: readonly LeafBuffer[];
  readonly #lent: { readonly address: number; readonly bytes: number }[] = [];
  readonly #root: number;
  readonly #temporary: number;

  /** `leaves` are all of the file's. */
  constructor(memory: QueryMemory, pool: BufferPool, node: ShredNode, leaves: readonly LeafBuffer[]) {
    this.#memory = memory;
    this.#pool = pool;
    this.#leaves = leavesBelow(node).map((index) => leaves[index]!);
    this.#temporary = this.#take(temporaryBytes);
    this.#root = this.#build(node, leaves);
  }

  /** Appends rows `rows[0]` to `rows[count - 1]` of a vector; `rows` 0: the first `count`. */
  append(vector: Vector, rows: number, count: number): void {
    const { kernels, u32, u8 } = this.#memory;
    const { values, codes, validity, encoding } = vector;
    const isConstant = encoding === 'constant';
    const own = encoding === 'dictionary' ? codes : 0;
    for (const leaf of this.#leaves) leaf.ensureNested(0);
    for (let reached = 0; reached < count; ) {
      const args = [values, own, isConstant ? 1 : 0, validity, rows, reached, count, this.#temporary] as const;
      reached = kernels.leaf_shred!(this.#root, ...args) >>> 0;
      if (reached === count) return;
      const row = rows === 0 ? reached : u32[(rows >>> 2) + reached]!;
      const isPresent = validity === 0 || u8[isConstant ? validity : validity + row] !== 0;
      const slot = isConstant ? 0 : own === 0 ? row : u32[(own >>> 2) + row]!;
      const bytes = isPresent ? u32[(values + 16 * slot) >>> 2]! : 0;
      for (const leaf of this.#leaves) leaf.ensureNested(bytes);
    }
  }

  release(): void {
    for (const { address, bytes } of this.#lent) this.#pool.give(address, bytes);
  }

  #build(node: ShredNode, leaves: readonly LeafBuffer[]): number {
    const below = leavesBelow(node);
    const children = node.kind === 'leaf' ? [] : node.children.map((child) => this.#build(child, leaves));
    const address = this.#take(at.lists + 4 * (children.length + below.length));
    const set = (offset: number, value: number): void => {
      this.#memory.u32[(address + offset) >>> 2] = value;
    };
    set(at.presentLevel, node.presentLevel);
    set(at.leafCount, below.length);
    if (node.kind === 'leaf') {
      const { address: leaf, leaf: facts } = leaves[node.leaf]!;
      set(at.kind, facts.layout === 'view' ? kinds.text : kinds.fixed);
      set(at.slot, slotBytes[facts.layout]);
      set(at.leafOrChildren, leaf);
    } else {
      set(at.kind, kinds[node.kind]);
      set(at.repetition, node.repetitionLevel);
      set(at.leafOrChildren, children.length);
    }
    const lists = [...children, ...below.map((index) => leaves[index]!.address)];
    for (const [index, value] of lists.entries()) set(at.lists + 4 * index, value);
    return address;
  }

  #take(wanted: number): number {
    const bytes = 2 ** Math.ceil(Math.log2(Math.max(wanted, temporaryBytes)));
    const address = this.#pool.take(bytes);
    this.#lent.push({ address, bytes });
    return address;
  }
}

const leavesBelow = (node: ShredNode): readonly number[] =>
  node.kind === 'leaf' ? [node.leaf] : node.children.flatMap(leavesBelow);

import type { ResultBatch, ResultColumn } from '../../exec/result-batch.js';
import type { Arena } from '../../vector/arena.js';
import { slotBytes } from '../../vector/layout.js';
import type { QueryMemory } from '../../vector/query-memory.js';
import { writeView } from '../../vector/slot-value.js';
import { flatVector, type Vector } from '../../vector/vector.js';

/** Copies a batch of a result into linear memory; the vectors live as long as what is taken from `arena`. */
export const batchVectors = (
  memory: QueryMemory,
  arena: Arena,
  { columns, rowCount }: ResultBatch,
): readonly Vector[] =>
  columns.map((column) => {
    const { type, layout } = column;
    const values = layout === 'view' ? copyViews(memory, arena, column, rowCount) : copy(memory, arena, column.values!);
    return flatVector(type, layout, values, column.validity ? copy(memory, arena, column.validity) : 0);
  });

function copy({ u8 }: QueryMemory, arena: Arena, bytes: Uint8Array): number {
  const address = arena.alloc(bytes.length);
  u8.set(bytes, address);
  return address;
}

function copyViews(memory: QueryMemory, arena: Arena, { offsets, bytes }: ResultColumn, rowCount: number): number {
  const address = arena.alloc(rowCount * slotBytes.view);
  const alloc = (length: number): number => arena.alloc(length);
  for (let row = 0; row < rowCount; row++)
    writeView(memory, address + row * slotBytes.view, bytes!.subarray(offsets![row]!, offsets![row + 1]!), alloc);
  return address;
}

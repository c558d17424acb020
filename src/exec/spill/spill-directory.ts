import type { ThreadContext } from '../thread-context.js';
import type { SpilledChunk } from './row-spiller.js';

// Numbers of an entry: partition, then the chunk's.
const entryNumbers = 8;

/** Writes down, in the query's memory, what one worker spilled of each partition, so that others find it. Gives the address. */
export function publishSpilled(
  { arena, memory }: ThreadContext,
  partitions: readonly (readonly SpilledChunk[])[],
): number {
  const numbers = partitions.flatMap((chunks, partition) =>
    chunks.flatMap(({ file, offset, rowCount, rowsBytes, stringBytes, stringAddress, list }) => [
      partition,
      file,
      offset,
      rowCount,
      rowsBytes,
      stringBytes,
      stringAddress,
      list,
    ]),
  );
  const address = arena.alloc(8 * (numbers.length + 1));
  memory.f64[address >>> 3] = numbers.length / entryNumbers;
  memory.f64.set(numbers, (address >>> 3) + 1);
  return address;
}

/** Reads what a worker spilled of each of its partitions, of which there are at least `count`; nothing where the address is 0. */
export function readSpilled({ memory }: ThreadContext, address: number, count: number): SpilledChunk[][] {
  const partitions: SpilledChunk[][] = Array.from({ length: count }, () => []);
  const entries = address === 0 ? 0 : memory.f64[address >>> 3]!;
  for (let entry = 0; entry < entries; entry++) {
    const first = (address >>> 3) + 1 + entry * entryNumbers;
    const [partition, file, offset, rowCount, rowsBytes, stringBytes, stringAddress, list] = memory.f64.subarray(
      first,
      first + entryNumbers,
    );
    while (partitions.length <= partition!) partitions.push([]);
    partitions[partition!]!.push({
      file: file!,
      offset: offset!,
      rowCount: rowCount!,
      rowsBytes: rowsBytes!,
      stringBytes: stringBytes!,
      stringAddress: stringAddress!,
      list: list!,
    });
  }
  return partitions;
}

import { BIGINT } from '../types/sql-type.js';
import type { QueryMemory } from '../vector/query-memory.js';
import { flatVector } from '../vector/vector.js';
import { MadeColumnReader } from './made-column-reader.js';

const bytesPerRow = 8;

/** Gives the numbers of a row group's rows in their file, of which `fileFirst` come before; the first row of the file is 0. */
export const rowNumberColumn = (memory: QueryMemory, fileFirst: number): MadeColumnReader =>
  new MadeColumnReader((first, count, arena) => {
    const values = arena.alloc(bytesPerRow * count);
    const words = memory.u32;
    let number = fileFirst + first;
    for (let at = values >>> 2, end = at + 2 * count; at < end; at += 2) {
      words[at] = number;
      words[at + 1] = number / 2 ** 32;
      number++;
    }
    return flatVector(BIGINT, 'i64', values);
  });

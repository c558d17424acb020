import type { SqlType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import type { Arena } from '../vector/arena.js';
import type { QueryMemory } from '../vector/query-memory.js';
import { constantVector } from '../vector/slot-value.js';
import type { Vector } from '../vector/vector.js';
import { MadeColumnReader } from './made-column-reader.js';

/** Makes a constant vector whose rows are all NULL. */
export const nullVector = (memory: QueryMemory, type: SqlType, arena: Arena): Vector =>
  constantVector(memory, type, null, (bytes) => arena.alloc(bytes));

/** Reads a column whose rows are all alike and not in the file: a partition key, or NULL where the file lacks the column. */
export const constantColumn = (memory: QueryMemory, type: SqlType, value: SqlValue): MadeColumnReader =>
  new MadeColumnReader((_first, _count, arena) => constantVector(memory, type, value, (bytes) => arena.alloc(bytes)));

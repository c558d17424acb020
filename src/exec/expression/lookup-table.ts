import type { In } from '../../plan/expression.js';
import type { SqlType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';

/** The constants of a long IN list in order, and the kernel that looks a value up among them. */
export interface LookupTable {
  readonly kernel: 'find_i32' | 'find_i64' | 'find_view';
  readonly values: readonly SqlValue[];
  readonly hasNull: boolean;
}

// Comparing with each of fewer is as fast.
const listMin = 17;

/** Puts the list of IN in order, where it is long and of constants whose order is that of their bits. */
export function lookupTable({ value, list }: In): LookupTable | undefined {
  const kernel = kernelFor(value.type);
  if (list.length < listMin || !kernel) return undefined;
  const values: SqlValue[] = [];
  for (const item of list) {
    if (item.kind !== 'constant') return undefined;
    if (item.value !== null) values.push(item.value);
  }
  const compare = kernel === 'find_view' ? compareBytes : compareNumbers;
  return { kernel, values: values.sort(compare), hasNull: values.length < list.length };
}

function kernelFor(type: SqlType): LookupTable['kernel'] | undefined {
  switch (type.kind) {
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'date':
      return 'find_i32';
    case 'bigint':
      return 'find_i64';
    case 'decimal':
      return type.precision <= 18 ? 'find_i64' : undefined;
    case 'timestamp':
      return type.precision <= 6 ? 'find_i64' : undefined;
    case 'varchar':
      return 'find_view';
    default:
      return undefined;
  }
}

const compareNumbers = (a: SqlValue, b: SqlValue): number => (a! < b! ? -1 : a! > b! ? 1 : 0);
const compareBytes = (a: SqlValue, b: SqlValue): number =>
  Buffer.compare(Buffer.from(a as string), Buffer.from(b as string));

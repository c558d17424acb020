import type { SqlValue } from '../types/sql-value.js';
import type { KeyCondition } from './open-table.js';

/** Something that has values of partition keys, and texts that tell equal values. */
export interface KeyRow {
  readonly values: readonly SqlValue[];
  readonly texts: readonly string[];
}

/** Keeps the rows that meet all conditions; a condition sees each combination of its keys' values once. */
export function matchingRows<Row extends KeyRow>(
  rows: readonly Row[],
  conditions: readonly KeyCondition[],
): readonly Row[] {
  return conditions.reduce((kept, condition) => filterBy(kept, condition), rows);
}

function filterBy<Row extends KeyRow>(rows: readonly Row[], condition: KeyCondition): readonly Row[] {
  const { keys } = condition;
  const numbers = new Map<string, number>();
  const different: (readonly SqlValue[])[] = [];
  const numberOf = (row: Row): number => {
    const text = keys.length === 1 ? row.texts[keys[0]!]! : JSON.stringify(keys.map((key) => row.texts[key]));
    let number = numbers.get(text);
    if (number === undefined) {
      number = different.length;
      numbers.set(text, number);
      different.push(keys.map((key) => row.values[key]!));
    }
    return number;
  };
  const rowNumbers = rows.map(numberOf);
  const isMet = condition.matches(different);
  return rows.filter((_, index) => isMet[rowNumbers[index]!]);
}

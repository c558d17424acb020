import type { SqlValue } from '../../../types/sql-value.js';
import type { ScalarFunction } from '../../definition.js';
import { decodeJsonString, type JsonElement, jsonElements, jsonKind } from './json-elements.js';

/** Whole numbers equal whole numbers only, others doubles only. */
function isSame({ kind, text }: JsonElement, value: SqlValue): boolean {
  switch (typeof value) {
    case 'boolean':
      return kind === (value ? jsonKind.true : jsonKind.false);
    case 'bigint':
      return kind === jsonKind.number && /^-?\d+$/.test(text) && BigInt(text) === value;
    case 'number':
      return kind === jsonKind.number && !/^-?\d+$/.test(text) && Number(text) === value;
    default:
      return kind === jsonKind.string && decodeJsonString(text) === value;
  }
}

function host([json, value]: readonly SqlValue[]): SqlValue {
  if (typeof value === 'number' && !Number.isFinite(value)) return false;
  const found = jsonElements(json as string);
  if (!found) return null;
  if (found.elements.some((element) => isSame(element, value!))) return true;
  return found.isWhole ? false : null;
}

export const json_array_contains: ScalarFunction = {
  kind: 'scalar',
  name: 'json_array_contains',
  summary: 'Tells whether a JSON array contains a boolean, number or string.',
  examples: [
    ["json_array_contains('[1, 2]', 2)", 'true'],
    [`json_array_contains('["a"]', 'b')`, 'false'],
  ],
  overloads: ['varchar(x)', 'json'].flatMap((json) =>
    ['bigint', 'boolean', 'double', 'varchar(y)'].map((value) => ({ args: [json, value], returns: 'boolean', host })),
  ),
};

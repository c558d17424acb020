import { parseJson } from '../../../types/json-node.js';
import type { SqlValue } from '../../../types/sql-value.js';
import type { ScalarFunction } from '../../definition.js';
import { decodeJsonString, type JsonElement, jsonElements, jsonKind } from './json-elements.js';
import { itemText } from './path/path-item.js';

/** Strings come without quotes, as Trino gives them. */
function elementValue({ kind, text }: JsonElement): SqlValue {
  if (kind === jsonKind.null) return null;
  if (kind === jsonKind.string) return decodeJsonString(text);
  const isStructure = kind === jsonKind.object || kind === jsonKind.array;
  return isStructure ? itemText(parseJson(text)!)! : text;
}

function host([json, index]: readonly SqlValue[]): SqlValue {
  const found = jsonElements(json as string);
  if (!found) return null;
  const place = Number(index);
  // Counting from the end takes all of the array.
  if (place < 0 && !found.isWhole) return null;
  const element = found.elements.at(place);
  return element ? elementValue(element) : null;
}

export const json_array_get: ScalarFunction = {
  kind: 'scalar',
  name: 'json_array_get',
  summary: 'Gives one element of a JSON array, counted from 0, or from the end where negative.',
  examples: [["json_array_get('[1, [2, 3]]', -1)", '[2,3]']],
  overloads: ['varchar(x)', 'json'].map((json) => ({ args: [json, 'bigint'], returns: 'json', host })),
};

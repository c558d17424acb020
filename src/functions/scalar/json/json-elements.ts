import { parseJson } from '../../../types/json-node.js';
import { bytesOf } from '../binary/bytes-of.js';
import { callKernel } from '../host-machine.js';

/** Kinds of JSON values as kernels/json.ts numbers them. */
export const jsonKind = { object: 1, array: 2, string: 3, number: 4, true: 5, false: 6, null: 7 } as const;

/** One element of an array: its kind and its text as it is written. */
export interface JsonElement {
  readonly kind: number;
  readonly text: string;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const recordBytes = 12;
const whole = 1;

/** Lists an array's elements as far as the text is JSON; undefined for what is no array. */
export function jsonElements(
  json: string,
): { readonly elements: JsonElement[]; readonly isWhole: boolean } | undefined {
  const bytes = bytesOf(json);
  const { answer, result } = callKernel('json_elements', [bytes], true);
  if (answer === 0) return undefined;
  const records = new DataView(result.buffer, result.byteOffset, result.byteLength);
  const elements: JsonElement[] = [];
  for (let at = 0; at < result.byteLength; at += recordBytes) {
    const span = bytes.subarray(records.getUint32(at + 4, true), records.getUint32(at + 8, true));
    elements.push({ kind: records.getInt32(at, true), text: decoder.decode(span) });
  }
  return { elements, isWhole: answer === whole };
}

/** Gives the text of a string as it is written with its quotes. */
export const decodeJsonString = (text: string): string => parseJson(text) as string;

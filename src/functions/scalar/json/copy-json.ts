import { jsonString, parseJson } from '../../../types/json-node.js';
import { doubleText } from '../../../types/number-text.js';

const tokens = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}[\]:,]|true|false|null/gs;

/** Prints JSON as Trino copies it: without spaces, keys as they stand, numbers that are not whole as doubles. */
export function copyJson(text: string): string {
  let copied = '';
  for (const [token] of text.matchAll(tokens)) copied += copyToken(token);
  return copied;
}

function copyToken(token: string): string {
  if (token[0] === '"') return jsonString(parseJson(token) as string);
  if (!/^-?\d/.test(token)) return token;
  if (/^-?\d+$/.test(token)) return String(BigInt(token));
  const number = doubleText(Number(token));
  return number.endsWith('Infinity') ? `"${number}"` : number;
}

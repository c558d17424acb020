import { LakeError } from '../../../base/lake-error.js';
import type { HostCall } from '../../definition.js';

const encoder = new TextEncoder();
const bareKey = /\.([\p{L}\p{Nd}_:]+)/uy;
const bareSubscript = /\[([\p{L}\p{Nd}_]+)\]/uy;
const quotedSubscript = /\["((?:[^"\\]|\\["\\])*)"\]/uy;
const indexMax = 2 ** 31 - 1;

/** Reads a path of `json_extract`: `$.key`, `$["key"]`, `$[0]`; kernels/json.ts describes the bytes. */
export function compileJsonPath(path: string): Uint8Array {
  const invalid = (): LakeError => new LakeError('INVALID_FUNCTION_ARGUMENT', `Invalid JSON path: '${path}'`);
  if (!path.startsWith('$')) throw invalid();
  const bytes: number[] = [];
  let at = 1;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(path);
    if (!match) return undefined;
    at = pattern.lastIndex;
    return match[1];
  };
  while (at < path.length) {
    const quoted = take(quotedSubscript)?.replace(/\\(.)/g, '$1');
    const key = quoted ?? take(bareKey) ?? take(bareSubscript);
    if (key === undefined) throw invalid();
    addStep(bytes, key);
  }
  return Uint8Array.from(bytes);
}

function addStep(bytes: number[], key: string): void {
  const content = encoder.encode(key);
  const index = /^\d+$/.test(key) && Number(key) <= indexMax ? Number(key) : -1;
  for (const word of [content.length, index])
    bytes.push(word & 0xff, (word >> 8) & 0xff, (word >> 16) & 0xff, (word >> 24) & 0xff);
  bytes.push(...content);
  while (bytes.length % 4 !== 0) bytes.push(0);
}

const pathsMax = 64;

/** Compiles a path once for the rows of a query. */
export function pathOf(path: string, { memo }: HostCall): Uint8Array {
  const known = memo.get(`path ${path}`) as Uint8Array | undefined;
  if (known) return known;
  const bytes = compileJsonPath(path);
  if (memo.size >= pathsMax) memo.clear();
  memo.set(`path ${path}`, bytes);
  return bytes;
}

import { LakeError } from '../../../base/lake-error.js';
import type { RegexpProgram } from './regexp-program.js';

/** A replacement as kernels/regexp.ts reads it, or what is wrong with it, which counts only when there is a match. */
export interface ReplacementTemplate {
  readonly bytes: Uint8Array;
  readonly failure: LakeError | undefined;
}

const groupFlag = 0x8000_0000;
const encoder = new TextEncoder();

/** Reads a replacement: `$1` and `${name}` stand for groups, a backslash takes away the meaning of what follows. */
export function compileReplacement(replacement: string, program: RegexpProgram): ReplacementTemplate {
  try {
    return { bytes: templateBytes(readParts(replacement, program)), failure: undefined };
  } catch (error) {
    if (!(error instanceof LakeError)) throw error;
    return { bytes: Uint8Array.of(1, 0, 0, 0), failure: error };
  }
}

/** A text, or the number of a group. */
type Part = string | number;

const illegal = (what: string): LakeError =>
  new LakeError('INVALID_FUNCTION_ARGUMENT', `Illegal replacement sequence: ${what}`);

function readParts(replacement: string, { groupCount, groupNames }: RegexpProgram): Part[] {
  const parts: Part[] = [];
  let text = '';
  let at = 0;
  const addGroup = (group: number): void => {
    parts.push(text, group);
    text = '';
  };
  while (at < replacement.length) {
    const unit = replacement[at++]!;
    if (unit === '\\') {
      if (at === replacement.length) throw illegal(replacement);
      text += replacement[at++];
    } else if (unit !== '$') text += unit;
    else if (replacement[at] === '{') {
      const close = replacement.indexOf('}', at);
      const name = replacement.slice(at + 1, close < 0 ? undefined : close);
      const groups = groupNames.get(name);
      if (!groups) throw illegal(`unknown group { ${name} }`);
      addGroup(groups[0]!);
      at = close < 0 ? replacement.length : close + 1;
    } else {
      const digit = /^\d$/;
      if (!digit.test(replacement[at] ?? '')) throw illegal(replacement);
      let group = Number(replacement[at++]);
      if (group > groupCount) throw illegal(`unknown group ${group}`);
      // More digits belong to the number as long as there is such a group.
      while (digit.test(replacement[at] ?? '') && group * 10 + Number(replacement[at]) <= groupCount)
        group = group * 10 + Number(replacement[at++]);
      addGroup(group);
    }
  }
  parts.push(text);
  return parts.filter((part) => part !== '');
}

function templateBytes(parts: readonly Part[]): Uint8Array {
  const bytes: number[] = [0, 0, 0, 0];
  const putWord = (word: number): void => {
    bytes.push(word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24);
  };
  for (const part of parts) {
    if (typeof part === 'number') putWord((part | groupFlag) >>> 0);
    else {
      const content = encoder.encode(part);
      putWord(content.length);
      bytes.push(...content);
      while (bytes.length % 4 !== 0) bytes.push(0);
    }
  }
  return Uint8Array.from(bytes);
}

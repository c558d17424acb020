import { LakeError } from '../../../base/lake-error.js';
import type { ScalarFunction } from '../../definition.js';

// The code of each letter from A; H and W leave the letter before them in force.
const codes = '01230120022455012623010202';
const transparent = 'HW';

function codeOf(letter: string): string {
  const index = letter.charCodeAt(0) - 65;
  if (index < 0 || index >= codes.length)
    throw new LakeError('INVALID_FUNCTION_ARGUMENT', `The character is not mapped: ${letter} (index=${index})`);
  return codes[index]!;
}

function encode(text: string): string {
  // A letter such as ﬁ is two in upper case.
  const letters = [...(text.match(/\p{L}/gu) ?? []).join('').toUpperCase()];
  if (letters.length === 0) return '';
  let result = letters[0]!;
  let last = codeOf(letters[0]!);
  for (const letter of letters.slice(1)) {
    if (result.length === 4) break;
    if (transparent.includes(letter)) continue;
    const code = codeOf(letter);
    if (code !== '0' && code !== last) result += code;
    last = code;
  }
  return result.padEnd(4, '0');
}

export const soundex: ScalarFunction = {
  kind: 'scalar',
  name: 'soundex',
  summary: 'Encodes how a name sounds in English: a letter and three digits.',
  examples: [["soundex('Robert')", 'R163']],
  overloads: [{ args: ['varchar'], returns: 'varchar(4)', host: ([text]) => encode(text as string) }],
};

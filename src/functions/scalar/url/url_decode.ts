import { LakeError } from '../../../base/lake-error.js';
import type { ScalarFunction } from '../../definition.js';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function digit(text: string, index: number): number {
  const value = Number.parseInt(text[index]!, 16);
  if (!Number.isNaN(value)) return value;
  const code = text.charCodeAt(index);
  throw new LakeError(
    'INVALID_FUNCTION_ARGUMENT',
    `URLDecoder: Illegal hex characters in escape (%) pattern - not a hexadecimal digit: "${text[index]}" = ${code}`,
  );
}

function decode(text: string): string {
  if (!/[%+]/.test(text)) return text;
  let result = '';
  let at = 0;
  while (at < text.length) {
    const unit = text[at]!;
    if (unit !== '%') {
      result += unit === '+' ? ' ' : unit;
      at++;
      continue;
    }
    // Neighbouring escapes are the bytes of one text.
    const bytes: number[] = [];
    while (text[at] === '%') {
      if (at + 2 >= text.length)
        throw new LakeError('INVALID_FUNCTION_ARGUMENT', 'URLDecoder: Incomplete trailing escape (%) pattern');
      bytes.push(digit(text, at + 1) * 16 + digit(text, at + 2));
      at += 3;
    }
    result += decoder.decode(Uint8Array.from(bytes));
  }
  return result;
}

export const url_decode: ScalarFunction = {
  kind: 'scalar',
  name: 'url_decode',
  summary: 'Turns the escapes of a text from a URL into what they stand for.',
  examples: [["url_decode('a+b%26%C3%A9')", 'a b&é']],
  overloads: [{ args: ['varchar(x)'], returns: 'varchar(x)', host: ([text]) => decode(text as string) }],
};

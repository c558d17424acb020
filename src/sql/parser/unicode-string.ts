/**
 * Decodes the content of `U&'…'`: `\XXXX` and `\+XXXXXX` are code points and `\\` is one backslash, where `mark`
 * stands for the backslash. Answers the text or what is wrong with it, in Trino's words.
 */
export function decodeUnicodeString(
  content: string,
  mark: string,
): { readonly value: string } | { readonly problem: string } {
  if (mark === '') return { problem: 'Empty Unicode escape character' };
  // A printable ASCII character that a code point could not contain.
  if (!/^[!-~]$/.test(mark) || /[0-9a-fA-F"'+]/.test(mark))
    return { problem: `Invalid Unicode escape character: ${mark}` };
  let value = '';
  let at = 0;
  while (true) {
    const escapeAt = content.indexOf(mark, at);
    if (escapeAt === -1) return { value: value + content.slice(at) };
    value += content.slice(at, escapeAt);
    at = escapeAt + 1;
    const next = content[at];
    if (next === mark) {
      value += mark;
      at++;
      continue;
    }
    if (next === undefined) return { problem: 'Incomplete escape sequence: ' };
    if (next !== '+' && !/[0-9a-fA-F]/.test(next)) return { problem: `Invalid hexadecimal digit: ${next}` };
    if (next === '+') at++;
    const digitCount = next === '+' ? 6 : 4;
    const digits = /^[0-9a-fA-F]*/.exec(content.slice(at, at + digitCount))![0];
    if (digits.length < digitCount) return { problem: `Incomplete escape sequence: ${digits}` };
    const codePoint = Number.parseInt(digits, 16);
    if (codePoint > 0x10ffff) return { problem: `Invalid escaped character: ${digits}` };
    if (codePoint >= 0xd800 && codePoint <= 0xdfff)
      return {
        problem: `Invalid escaped character: ${digits}. Escaped character is a surrogate. Use '\\+123456' instead.`,
      };
    value += String.fromCodePoint(codePoint);
    at += digitCount;
  }
}

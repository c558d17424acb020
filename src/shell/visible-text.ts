// Control characters would move the cursor, or worse; some that order text from right to left would show another text.
const hidden = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Writes a text so that it cannot do anything to a terminal and stands in one line. */
export const visibleText = (text: string): string =>
  text.replace(hidden, (char) => named[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

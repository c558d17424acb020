import { jsonEscapes } from '../types/json-node.js';
import type { PassedTo } from './json-fields.js';

/** JSON (RFC 8259) read where it lies in memory, token by token, so that what is not wanted costs little. */

/** Says that a text is no JSON; the reason in the words of org.json, which Hive's SerDes use. */
export class JsonSyntaxError extends Error {
  constructor(reason: string, offset: number) {
    super(`${reason} at ${offset} [character ${offset + 1} line 1]`);
  }
}

const depthMax = 200;
const char = {
  quote: 34,
  backslash: 92,
  comma: 44,
  colon: 58,
  openBrace: 123,
  closeBrace: 125,
  openBracket: 91,
} as const;
const closeBracket = 93;

/** Kinds of JSON values, by how they begin. */
export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'true' | 'false' | 'null';

/** Goes through one JSON text. */
export class JsonCursor {
  readonly #u8: Uint8Array;
  readonly #text: Buffer;
  #start = 0;
  #depth = 0;
  at = 0;
  end = 0;
  /** Where the content of the last string or number lies; a string with jsonEscapes has its text in `unescaped`. */
  valueStart = 0;
  valueEnd = 0;
  unescaped: string | undefined;

  constructor(u8: Uint8Array) {
    this.#u8 = u8;
    this.#text = Buffer.from(u8.buffer as ArrayBuffer);
  }

  begin(start: number, end: number): void {
    this.#start = start;
    this.at = start;
    this.end = end;
    this.#depth = 0;
  }

  /** Fails when more than blanks is left. */
  expectEnd(): void {
    this.#skipBlanks();
    if (this.at < this.end) throw this.#error('Unexpected character');
  }

  get isBlank(): boolean {
    this.#skipBlanks();
    return this.at >= this.end;
  }

  /** Tells what the next value is. */
  kind(): JsonKind {
    this.#skipBlanks();
    switch (this.at < this.end ? this.#u8[this.at] : -1) {
      case char.openBrace:
        return 'object';
      case char.openBracket:
        return 'array';
      case char.quote:
        return 'string';
      case 116:
        return 'true';
      case 102:
        return 'false';
      case 110:
        return 'null';
      case -1:
        throw this.#error('Expected a value');
      default:
        return 'number';
    }
  }

  /**
   * Goes into an object: `take` is called for each key, when the cursor is at its value, which it must pass. `keyText` gives the key before
   * the value is looked at. `pass` may go over fields, also to the value of one, whose key then is not looked at, or to the object's end.
   */
  object(take: () => void, pass?: () => PassedTo): void {
    this.#enter(char.openBrace, "A JSONObject text must begin with '{'");
    if (this.#accept(char.closeBrace)) return this.#leave();
    do {
      const passedTo = pass?.() ?? 'key';
      if (passedTo === 'end') break;
      if (passedTo === 'key') this.#scanKey();
      take();
    } while (this.#accept(char.comma));
    if (!this.#accept(char.closeBrace)) throw this.#error("Expected a ',' or '}'");
    this.#leave();
  }

  /** Goes into an array: `take` is called for each element, which it must pass. */
  array(take: () => void): void {
    this.#enter(char.openBracket, "A JSONArray text must start with '['");
    if (this.#accept(closeBracket)) return this.#leave();
    do take();
    while (this.#accept(char.comma));
    if (!this.#accept(closeBracket)) throw this.#error("Expected a ',' or ']'");
    this.#leave();
  }

  /** Gives the key that was passed last: its bytes lie from `valueStart` to `valueEnd`. */
  keyText(): string {
    return this.stringValue();
  }

  #scanKey(): void {
    this.#skipBlanks();
    if (this.#u8[this.at] !== char.quote) throw this.#error('Expected a key in quotes');
    this.scanString();
    if (!this.#accept(char.colon)) throw this.#error("Expected a ':' after a key");
  }

  /** Passes a string. */
  scanString(): void {
    const u8 = this.#u8;
    let at = this.at + 1;
    let hasEscapes = false;
    for (; ; at++) {
      if (at >= this.end) throw this.#error('Unterminated string');
      const byte = u8[at]!;
      if (byte === char.quote) break;
      if (byte === char.backslash) {
        hasEscapes = true;
        at++;
      }
    }
    this.valueStart = this.at + 1;
    this.valueEnd = at;
    this.unescaped = hasEscapes ? this.#unescape(this.#text.toString('utf8', this.valueStart, at)) : undefined;
    this.at = at + 1;
  }

  /** Gives the string that was passed last. */
  stringValue(): string {
    return this.unescaped ?? this.#text.toString('utf8', this.valueStart, this.valueEnd);
  }

  /** Passes a number. */
  scanNumber(): void {
    this.#scanWord();
    const u8 = this.#u8;
    let at = this.valueStart;
    const digits = (): boolean => {
      const first = at;
      while (at < this.valueEnd && u8[at]! >= 48 && u8[at]! <= 57) at++;
      return at > first;
    };
    if (u8[at] === 45) at++;
    const first = at;
    let isNumber = digits() && (u8[first] !== 48 || at === first + 1);
    if (isNumber && at < this.valueEnd && u8[at] === 46) {
      at++;
      isNumber = digits();
    }
    if (isNumber && at < this.valueEnd && (u8[at]! | 32) === 101) {
      at++;
      if (u8[at] === 43 || u8[at] === 45) at++;
      isNumber = digits();
    }
    if (!isNumber || at !== this.valueEnd) throw this.#error('Unexpected value');
  }

  /** Gives the number that was passed last as it is written. */
  numberText(): string {
    return this.#text.toString('latin1', this.valueStart, this.valueEnd);
  }

  /** Passes a word: true, false or null. */
  word(word: 'true' | 'false' | 'null'): void {
    this.#scanWord();
    const isWord =
      this.valueEnd - this.valueStart === word.length &&
      this.#u8[this.valueEnd - 1] === word.charCodeAt(word.length - 1);
    if (!isWord || this.#text.toString('latin1', this.valueStart, this.valueEnd) !== word)
      throw this.#error('Expected true, false or null');
  }

  /** Passes any value. */
  skip(): void {
    const kind = this.kind();
    switch (kind) {
      case 'object':
        return this.object(() => this.skip());
      case 'array':
        return this.array(() => this.skip());
      case 'string':
        return this.scanString();
      case 'number':
        return this.scanNumber();
      default:
        return this.word(kind);
    }
  }

  /** Passes any value and gives its text as it stands. */
  raw(): string {
    this.#skipBlanks();
    const start = this.at;
    this.skip();
    return this.#text.toString('utf8', start, this.at);
  }

  #scanWord(): void {
    const u8 = this.#u8;
    let at = this.at;
    // Until a blank, comma, closing brace or bracket.
    while (at < this.end && u8[at]! > 32 && u8[at] !== 44 && u8[at] !== 125 && u8[at] !== 93) at++;
    this.valueStart = this.at;
    this.valueEnd = at;
    this.at = at;
  }

  #enter(open: number, reason: string): void {
    this.#skipBlanks();
    if (this.#u8[this.at] !== open || this.at >= this.end) throw this.#error(reason);
    if (++this.#depth > depthMax) throw this.#error(`More than ${depthMax} levels`);
    this.at++;
  }

  #leave(): void {
    this.#depth--;
  }

  #accept(byte: number): boolean {
    this.#skipBlanks();
    if (this.at >= this.end || this.#u8[this.at] !== byte) return false;
    this.at++;
    return true;
  }

  #skipBlanks(): void {
    while (this.at < this.end && this.#u8[this.at]! <= 32) this.at++;
  }

  #unescape(text: string): string {
    return text.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, digits: string | undefined, letter: string) => {
      if (digits !== undefined) return String.fromCharCode(Number.parseInt(digits, 16));
      const meaning = jsonEscapes[letter];
      if (meaning === undefined) throw this.#error('Illegal escape.');
      return meaning;
    });
  }

  #error(reason: string): JsonSyntaxError {
    return new JsonSyntaxError(reason, this.at - this.#start);
  }
}

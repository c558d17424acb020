import { LakeError } from '../base/lake-error.js';
import type { ColumnBuilder } from './column-builder.js';
import type { RowDecoder } from './row-decoder.js';
import { HiveTimestamps } from './temporal-text.js';
import type { RegexFormat } from './text-format.js';
import type { TextColumn } from './text-split.js';
import { lazyValue } from './text-value.js';

const posixClasses: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\x00-\\x7f',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '!-\\/:-@\\[-`{-~',
  Space: '\\s',
  XDigit: '0-9a-fA-F',
};

/** Decodes lines that an expression matches as a whole; another line is a row of NULLs. */
export class RegexRows implements RowDecoder {
  readonly skipsUnwanted = true;
  readonly #text: Buffer;
  readonly #pattern: RegExp;
  readonly #fields: readonly { readonly group: number; readonly builder: ColumnBuilder }[];
  readonly #timestamps = new HiveTimestamps([]);

  constructor(
    format: RegexFormat,
    columns: readonly TextColumn[],
    builders: readonly ColumnBuilder[],
    columnCount: number,
    u8: Uint8Array,
  ) {
    this.#text = Buffer.from(u8.buffer as ArrayBuffer);
    this.#pattern = wholeLine(format);
    const groupCount = new RegExp(`${this.#pattern.source}|`).exec('')!.length - 1;
    if (groupCount !== columnCount)
      throw new LakeError('HIVE_CURSOR_ERROR', "Number of matching groups doesn't match the number of columns", {
        hint: `The expression has ${groupCount} groups, the table ${columnCount} columns`,
      });
    this.#fields = columns.flatMap(({ index }, position) =>
      index === undefined ? [] : [{ group: index + 1, builder: builders[position]! }],
    );
  }

  decode(start: number, end: number, row: number): void {
    const match = this.#pattern.exec(this.#text.toString('utf8', start, end));
    if (!match) return;
    for (const { group, builder } of this.#fields) {
      const text = match[group];
      const value = text === undefined ? undefined : lazyValue(text, builder.type, this.#timestamps);
      if (value !== undefined) builder.set(row, value);
    }
  }
}

function wholeLine({ pattern, ignoresCase }: RegexFormat): RegExp {
  try {
    return new RegExp(`^(?:${ofJava(pattern)})$`, ignoresCase ? 'is' : 's');
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new LakeError('HIVE_INVALID_METADATA', `Invalid regular expression in input.regex: ${pattern}`, { cause });
  }
}

/** Writes what Java spells in another way. */
function ofJava(pattern: string): string {
  return pattern
    .replace(/\\p\{(\w+)\}/g, (written, name: string) => (posixClasses[name] ? `[${posixClasses[name]}]` : written))
    .replace(/\\[AZz]/g, (written) => (written === '\\A' ? '^' : '$'))
    .replace(/([*+?}])\+/g, '$1');
}

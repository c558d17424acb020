import { LakeError } from '../base/lake-error.js';
import { inlineBytesMax } from '../vector/layout.js';
import type { QueryMemory } from '../vector/query-memory.js';
import { writeView } from '../vector/slot-value.js';
import type { ColumnBuilder } from './column-builder.js';
import type { RowDecoder } from './row-decoder.js';
import { type ShortReader, shortReader } from './short-values.js';
import { HiveTimestamps } from './temporal-text.js';
import type { RegexFormat } from './text-format.js';
import type { TextColumn } from './text-split.js';
import { lazyValue } from './text-value.js';

/** A regular expression as the kernels run it. */
export interface CompiledRegex {
  readonly bytes: Uint8Array;
  readonly groupCount: number;
}

/** Compiles an expression of Java's. @throws INVALID_FUNCTION_ARGUMENT */
export type CompileRegex = (pattern: string) => CompiledRegex;

interface WantedGroup {
  /** Word in which the group's begin is found, its end in the next. */
  readonly word: number;
  readonly builder: ColumnBuilder;
  readonly short: ShortReader;
}

const viewBytes = 16;
const overrun = 2;

/** Decodes lines that an expression matches as a whole; another line is a row of NULLs. */
export class RegexRows implements RowDecoder {
  readonly skipsUnwanted = true;
  readonly #memory: QueryMemory;
  readonly #text: Buffer;
  readonly #groups: readonly WantedGroup[];
  readonly #groupCount: number;
  readonly #timestamps = new HiveTimestamps([]);
  /** The line's view, the program's, the words that the groups are written to, the program. */
  readonly #block: { readonly address: number; readonly bytes: number };
  readonly #words: number;

  constructor(
    format: RegexFormat,
    columns: readonly TextColumn[],
    builders: readonly ColumnBuilder[],
    columnCount: number,
    memory: QueryMemory,
    compile: CompileRegex,
  ) {
    this.#memory = memory;
    this.#text = Buffer.from(memory.u8.buffer as ArrayBuffer);
    const { bytes, groupCount } = compiled(format, compile);
    if (groupCount !== columnCount)
      throw new LakeError('HIVE_CURSOR_ERROR', "Number of matching groups doesn't match the number of columns", {
        hint: `The expression has ${groupCount} groups, the table ${columnCount} columns`,
      });
    this.#groupCount = groupCount;
    const wordsAt = 2 * viewBytes;
    const programAt = wordsAt + 16 * Math.ceil(groupCount / 2);
    const blockBytes = programAt + bytes.length;
    const address = memory.alloc(blockBytes);
    this.#block = { address, bytes: blockBytes };
    this.#words = (address + wordsAt) >>> 2;
    // A program is longer than what fits into a view.
    writeView(memory, address + viewBytes, bytes, () => address + programAt);
    this.#groups = columns.flatMap(({ index }, position) => {
      const builder = builders[position]!;
      return index === undefined
        ? []
        : [{ word: this.#words + 2 * index, builder, short: shortReader(builder, memory.u8, true) }];
    });
  }

  close(): void {
    this.#memory.free(this.#block.address, this.#block.bytes);
  }

  decode(start: number, end: number, row: number): void {
    const { u8, u32, kernels } = this.#memory;
    const { address } = this.#block;
    const length = end - start;
    u32[address >>> 2] = length;
    // A short text lies in its view.
    const isInline = length <= inlineBytesMax;
    if (isInline) u8.copyWithin(address + 4, start, end);
    else {
      u8.copyWithin(address + 4, start, start + 4);
      u32[(address + 8) >>> 2] = start;
    }
    const answer = kernels.regexp_groups!(address, address + viewBytes, this.#groupCount, this.#words << 2);
    if (answer === overrun)
      throw new LakeError('HIVE_BAD_DATA', 'The regular expression of the table takes too long for a line');
    if (answer === 0) return;
    const moved = isInline ? start - (address + 4) : 0;
    for (const group of this.#groups) {
      const [from, to] = [u32[group.word]!, u32[group.word + 1]!];
      if (from !== 0 && to !== 0) this.#set(group, from + moved, to + moved, row);
    }
  }

  #set({ builder, short }: WantedGroup, start: number, end: number, row: number): void {
    const { type } = builder;
    if (type.kind === 'varchar' && type.length === undefined) return builder.setText(row, start, end);
    if (short(start, end, row)) return;
    const value = lazyValue(this.#text.toString('utf8', start, end), type, this.#timestamps);
    if (value !== undefined) builder.set(row, value);
  }
}

function compiled({ pattern, ignoresCase }: RegexFormat, compile: CompileRegex): CompiledRegex {
  try {
    return compile(`${ignoresCase ? '(?i)' : ''}\\A(?:${pattern})\\z`);
  } catch (cause) {
    if (!(cause instanceof LakeError)) throw cause;
    throw new LakeError('HIVE_INVALID_METADATA', `Invalid regular expression in input.regex: ${cause.message}`, {
      cause,
    });
  }
}

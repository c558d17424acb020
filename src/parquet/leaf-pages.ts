import { keepClass } from '../base/kept-classes.js';
import type { LakeError } from '../base/lake-error.js';
import { type SqlType, typeText, UNKNOWN } from '../types/sql-type.js';
import { Arena } from '../vector/arena.js';
import { type Layout, layoutOf } from '../vector/layout.js';
import type { QueryMemory } from '../vector/query-memory.js';
import type { BlockSource } from '../vector/small-blocks.js';
import type { ChunkPages } from './chunk-pages.js';
import { type CodecMemory, type Decompressor, inPieces, slackBytes } from './codecs/codec.js';
import { findCodec } from './codecs/registry.js';
import { type Conversion, conversionOf, incompatibleText } from './conversion.js';
import { DictionaryCodes } from './dictionary-codes.js';
import type { EncodedPage, ValueDecoder } from './encodings/encoding.js';
import { plain } from './encodings/plain.js';
import { findEncoding } from './encodings/registry.js';
import { PageBytes } from './page-bytes.js';
import type { ByteRange } from './page-cache.js';
import { type PageHeader, pageType } from './page-header.js';

/** The entries of a chunk's dictionary as slots of the wanted type. */
export interface LeafDictionary {
  readonly values: number;
  readonly length: number;
  readonly id: number;
}

/** A data page whose levels and values are ready to be decoded. */
export interface OpenPage {
  readonly valueCount: number;
  /** Address of a started hybrid state; 0 when the column has no such levels. */
  readonly definitionLevels: number;
  readonly repetitionLevels: number;
  /** Exactly one of the two is there. */
  readonly codes: DictionaryCodes | undefined;
  readonly values: ValueDecoder | undefined;
}

interface LevelRange {
  readonly start: number;
  readonly end: number;
}

/** What a page holds behind its header. */
interface PageBody {
  /** Address of what comes first: of a data page V2 the levels. */
  readonly levels: number;
  readonly bytes: PageBytes;
}

// A table may have thousands of columns, all of which are open at a time.
const arenaBytes = 2048;
const stateBytes = 128;
const viewBytes = 16;
const levelsOnly: Conversion = { slotBytes: 1, steps: [] };
const encodingNumber = { plain: 0, plainDictionary: 2, rle: 3, rleDictionary: 8 } as const;

// Dictionaries of different threads of a query must not have equal ids.
let nextDictionaryId = Math.floor(Math.random() * 2 ** 32) * 2 ** 20;

/** Opens the pages of one leaf column and turns their values into slots of the wanted type. */
export class LeafPages {
  readonly layout: Layout;
  readonly #memory: QueryMemory;
  readonly #blocks: BlockSource;
  readonly #pages: ChunkPages;
  readonly #typeText: string;
  readonly #conversion: Conversion;
  readonly #decompressor: Decompressor | undefined;
  /** For what lives as long as the chunk is read. */
  readonly #arena: Arena;
  readonly #states: { readonly definition: number; readonly repetition: number; readonly decoder: number };
  /** For what lives as long as the page at hand. */
  #pageArena: Arena;
  #retired: Arena[] = [];
  #dictionary: LeafDictionary | undefined;

  /** Without a type only the levels are wanted. */
  constructor(
    memory: QueryMemory,
    blocks: BlockSource,
    pages: ChunkPages,
    type: SqlType | undefined,
    sharedBuffer: CodecMemory['sharedBuffer'],
  ) {
    const { leaf, chunk } = pages;
    const conversion = type === undefined ? levelsOnly : conversionOf(leaf, type);
    if (type !== undefined && conversion === undefined) throw pages.mismatch(incompatibleText(leaf, type));
    const codec = findCodec(chunk.codec);
    if (codec === undefined && chunk.codec !== 'UNCOMPRESSED')
      throw pages.fail(`codec ${chunk.codec} is not supported`);
    this.#memory = memory;
    this.#blocks = blocks;
    this.#pages = pages;
    this.#conversion = conversion ?? levelsOnly;
    this.#arena = new Arena(blocks, arenaBytes);
    this.#pageArena = new Arena(blocks, arenaBytes);
    this.#decompressor = codec && inPieces(memory, codec.open({ memory, arena: this.#arena, sharedBuffer }));
    const states = this.#arena.alloc(3 * stateBytes);
    this.#states = { definition: states, repetition: states + stateBytes, decoder: states + 2 * stateBytes };
    this.layout = layoutOf(type ?? UNKNOWN);
    this.#typeText = typeText(type ?? UNKNOWN);
  }

  get slotBytes(): number {
    return this.#conversion.slotBytes;
  }

  get maxDefinitionLevel(): number {
    return this.#pages.leaf.maxDefinitionLevel;
  }

  get maxRepetitionLevel(): number {
    return this.#pages.leaf.maxRepetitionLevel;
  }

  fail(reason: string): LakeError {
    return this.#pages.fail(reason);
  }

  /** Gives the header of the next data page; a dictionary before it is decoded on the way. */
  peek(): PageHeader {
    for (;;) {
      const header = this.#pages.peek();
      if (header.type === pageType.data || header.type === pageType.dataV2) return header;
      if (header.type === pageType.dictionary) this.#dictionary = this.#decodeDictionary(header);
      else this.#pages.pass();
    }
  }

  /** Passes over the next data page. */
  pass(): void {
    this.#pages.pass();
  }

  /** Opens the next data page; what earlier pages gave stays until `releaseRetired`. */
  open(): OpenPage {
    const header = this.peek();
    this.#retired.push(this.#pageArena);
    this.#pageArena = new Arena(this.#blocks, arenaBytes);
    return header.type === pageType.data ? this.#openV1(header) : this.#openV2(header);
  }

  /** Gives the dictionary when every data page of the chunk is coded with it. */
  wholeDictionary(): LeafDictionary | undefined {
    const { chunk } = this.#pages;
    if (!chunk.hasDictionary) return undefined;
    const isDictionaryOnly = chunk.isFullyDictionaryEncoded ?? this.#pages.scanForDictionaryOnly();
    if (isDictionaryOnly !== true || chunk.valueCount === 0) return undefined;
    this.peek();
    return this.#dictionary;
  }

  get dictionary(): LeafDictionary | undefined {
    return this.#dictionary;
  }

  /** Turns `count` decoded values into slots, aligned to their width; one slot behind them can be read, and is a safe view. */
  toSlots(address: number, count: number, arena: Arena): number {
    const { steps, slotBytes } = this.#conversion;
    let from = address;
    for (const { kernel, parameters, outputBytes } of steps) {
      const to = arena.alloc((count + 1) * outputBytes);
      const failedIndex = this.#memory.kernels[kernel]!(from, count, to, ...parameters);
      if (failedIndex >= 0)
        throw this.fail(`a value of type ${this.#pages.leaf.physical} does not fit ${this.#typeText}`);
      if (outputBytes === viewBytes) this.#memory.u8.fill(0, to + count * viewBytes, to + (count + 1) * viewBytes);
      from = to;
    }
    if (from % slotBytes === 0) return from;
    const aligned = arena.alloc((count + 1) * slotBytes);
    this.#memory.kernels.bytes_copy!(aligned, from, count * slotBytes);
    return aligned;
  }

  /** Frees what earlier pages than the one at hand lay in. */
  releaseRetired(): void {
    this.#pages.releaseRetired();
    if (this.#retired.length === 0) return;
    for (const arena of this.#retired) arena.release();
    this.#retired = [];
  }

  close(): void {
    this.releaseRetired();
    this.#pageArena.release();
    this.#arena.release();
    this.#pages.close();
  }

  #openV1(header: PageHeader): OpenPage {
    const { leaf } = this.#pages;
    const { bytes } = this.#takeBody(header, 0, usualLevelBytes(header, leaf));
    const repetition = this.#levelsV1(bytes, bytes.start, leaf.maxRepetitionLevel, header.repetitionEncoding);
    const definition = this.#levelsV1(bytes, repetition.end, leaf.maxDefinitionLevel, header.definitionEncoding);
    return this.#openValues(header, bytes, definition.end, repetition, definition);
  }

  #openV2(header: PageHeader): OpenPage {
    const { repetitionBytes, definitionBytes } = header;
    const { levels, bytes } = this.#takeBody(header, repetitionBytes + definitionBytes, 0);
    const repetition = { start: levels, end: levels + repetitionBytes };
    const definition = { start: repetition.end, end: repetition.end + definitionBytes };
    return this.#openValues(header, bytes, bytes.start, repetition, definition);
  }

  // Takes the next page, of which `levelBytes` come first and are not compressed. What follows `headBytes` after them is aligned.
  #takeBody(header: PageHeader, levelBytes: number, headBytes: number): PageBody {
    const fail = (reason: string): LakeError => this.fail(reason);
    const { compressedBytes, uncompressedBytes, isCompressed } = header;
    const kept = this.#pages.takeKept((bytes) => this.#place(levelBytes + headBytes, bytes));
    if (kept !== undefined)
      return { levels: kept, bytes: new PageBytes(kept + levelBytes, kept + uncompressedBytes, undefined, fail) };
    const keep = this.#pages.keeper();
    const levels = this.#pages.take();
    const start = levels + levelBytes;
    if (!isCompressed) return { levels, bytes: new PageBytes(start, levels + compressedBytes, undefined, fail) };
    const bytes = this.#plainBytes(
      start,
      compressedBytes - levelBytes,
      uncompressedBytes - levelBytes,
      headBytes,
      keep && ((values) => keep([{ start: levels, end: start }, values])),
    );
    return { levels, bytes };
  }

  // Levels of a data page V1 follow their length, unless there are none.
  #levelsV1(bytes: PageBytes, at: number, maxLevel: number, encoding: number): LevelRange {
    if (maxLevel === 0) return { start: at, end: at };
    if (encoding !== encodingNumber.rle) throw this.fail(`levels in encoding ${encoding} are not supported`);
    bytes.ensure(at + 4);
    const levelBytes = this.#memory.view.getUint32(at, true);
    if (levelBytes > bytes.end - at - 4) throw this.fail(`levels of ${levelBytes} bytes go beyond its end`);
    bytes.ensure(at + 4 + levelBytes);
    return { start: at + 4, end: at + 4 + levelBytes };
  }

  #openValues(
    header: PageHeader,
    bytes: PageBytes,
    start: number,
    repetition: LevelRange,
    definition: LevelRange,
  ): OpenPage {
    const { leaf } = this.#pages;
    const { valueCount, encoding } = header;
    const page: EncodedPage = {
      memory: this.#memory,
      leaf,
      bytes,
      start,
      valueCount,
      state: this.#states.decoder,
      alloc: (size) => this.#pageArena.alloc(size),
      fail: (reason) => this.fail(reason),
    };
    const repetitionLevels = this.#startLevels(this.#states.repetition, repetition, leaf.maxRepetitionLevel);
    const definitionLevels = this.#startLevels(this.#states.definition, definition, leaf.maxDefinitionLevel);
    if (encoding === encodingNumber.plainDictionary || encoding === encodingNumber.rleDictionary) {
      if (this.#dictionary === undefined) throw this.fail('it is coded with a dictionary that the chunk does not have');
      const codes = new DictionaryCodes(page, this.#dictionary.length);
      keepClass(codes);
      return { valueCount, definitionLevels, repetitionLevels, codes, values: undefined };
    }
    const values = findEncoding(encoding)?.open(page);
    if (values === undefined) throw this.fail(`encoding ${encoding} of ${leaf.physical} is not supported`);
    keepClass(values);
    return { valueCount, definitionLevels, repetitionLevels, codes: undefined, values };
  }

  #startLevels(state: number, range: LevelRange, maxLevel: number): number {
    if (maxLevel === 0) return 0;
    this.#memory.kernels.hybrid_start!(state, range.start, range.end, 32 - Math.clz32(maxLevel));
    return state;
  }

  // Finds room in which what follows `headBytes` bytes is aligned.
  #place(headBytes: number, bytes: number): number {
    const padding = -headBytes & 15;
    return this.#pageArena.alloc(padding + bytes + slackBytes) + padding;
  }

  #plainBytes(
    source: number,
    sourceBytes: number,
    outputBytes: number,
    headBytes: number,
    whenWhole: ((bytes: ByteRange) => void) | undefined,
  ): PageBytes {
    const fail = (reason: string): LakeError => this.fail(reason);
    if (this.#decompressor === undefined) {
      if (outputBytes !== sourceBytes) throw fail(`${sourceBytes} bytes that claim to be ${outputBytes} uncompressed`);
      return new PageBytes(source, source + sourceBytes, undefined, fail);
    }
    const { uncompressedBytes } = this.#pages.chunk;
    if (outputBytes > uncompressedBytes + slackBytes)
      throw fail(`${outputBytes} bytes in a chunk of ${uncompressedBytes}`);
    const output = this.#place(headBytes, outputBytes);
    if (outputBytes === 0) return new PageBytes(output, output, undefined, fail);
    if (!this.#decompressor.start(source, sourceBytes, output, outputBytes))
      throw fail('its compressed bytes are damaged');
    const range = { start: output, end: output + outputBytes };
    return new PageBytes(range.start, range.end, this.#decompressor, fail, whenWhole && (() => whenWhole(range)));
  }

  #decodeDictionary(header: PageHeader): LeafDictionary {
    const { leaf } = this.#pages;
    const { valueCount, encoding, uncompressedBytes } = header;
    if (this.#dictionary !== undefined) throw this.fail('the chunk has a second dictionary');
    if (encoding !== encodingNumber.plain && encoding !== encodingNumber.plainDictionary)
      throw this.fail(`a dictionary in encoding ${encoding}`);
    // Each text takes four bytes at least.
    if (leaf.physical === 'BYTE_ARRAY' && valueCount * 4 > uncompressedBytes)
      throw this.fail(`${valueCount} texts in a dictionary of ${uncompressedBytes} bytes`);
    if (leaf.physical === 'BOOLEAN') throw this.fail('a dictionary of booleans');
    const memory = this.#memory;
    // The dictionary outlives its page.
    const pageArena = this.#pageArena;
    this.#pageArena = this.#arena;
    let { bytes } = this.#takeBody(header, 0, 0);
    this.#pageArena = pageArena;
    bytes.ensureAll();
    if (this.#decompressor === undefined) {
      const copy = this.#arena.alloc(uncompressedBytes + slackBytes);
      memory.kernels.bytes_copy!(copy, bytes.start, uncompressedBytes);
      bytes = new PageBytes(copy, copy + uncompressedBytes, undefined, (reason) => this.fail(reason));
    }
    const values = plain.open({
      memory,
      leaf,
      bytes,
      start: bytes.start,
      valueCount,
      state: this.#states.decoder,
      alloc: (size) => this.#arena.alloc(size),
      fail: (reason) => this.fail(reason),
    })!;
    if (valueCount === 0) return { values: this.#arena.allocZeroed(16), length: 0, id: nextDictionaryId++ };
    const decoded = values.decode(valueCount, this.#arena);
    return { values: this.toSlots(decoded, valueCount, this.#arena), length: valueCount, id: nextDictionaryId++ };
  }
}

// Definition levels of a page without NULLs: length, one run of ones.
function usualLevelBytes(header: PageHeader, leaf: { maxDefinitionLevel: number; maxRepetitionLevel: number }): number {
  if (leaf.maxDefinitionLevel !== 1 || leaf.maxRepetitionLevel !== 0) return 0;
  const runBits = 33 - Math.clz32(header.valueCount);
  return 4 + Math.ceil(runBits / 7) + 1;
}

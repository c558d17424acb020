import type { Arena } from '../../vector/arena.js';
import type { QueryMemory } from '../../vector/query-memory.js';
import type { PageBytes } from '../page-bytes.js';
import type { LeafColumn } from '../schema.js';

/** Decodes the present values of one page in order. A value has its physical bytes; a byte array is a view. */
export interface ValueDecoder {
  /**
   * Gives the address of the next `count` values, in the page or cut from `arena`, which need not be aligned. One more
   * value behind them can be read; a view there is safe to follow.
   */
  decode(count: number, arena: Arena): number;
  skip(count: number): void;
}

/** What a decoder is given: the values of a page start at `start` and end with the page. */
export interface EncodedPage {
  readonly memory: QueryMemory;
  readonly leaf: LeafColumn;
  readonly bytes: PageBytes;
  readonly start: number;
  /** Values in the page, NULLs included: no decoder gives more. */
  readonly valueCount: number;
  /** 128 bytes for the decoder's state. */
  readonly state: number;
  /** Takes memory that lives as long as the page. */
  alloc(bytes: number): number;
  fail(reason: string): Error;
}

/** Defines one value encoding; `open` gives undefined when it does not encode the leaf's physical type. */
export interface Encoding {
  readonly name: string;
  readonly number: number;
  open(page: EncodedPage): ValueDecoder | undefined;
}

/** Gives the bytes of a value of fixed width; 0 of a byte array or a boolean, which have none. */
export function fixedBytes(leaf: LeafColumn): number {
  switch (leaf.physical) {
    case 'INT32':
    case 'FLOAT':
      return 4;
    case 'INT64':
    case 'DOUBLE':
      return 8;
    case 'INT96':
      return 12;
    case 'FIXED_LEN_BYTE_ARRAY':
      return leaf.byteWidth;
    default:
      return 0;
  }
}

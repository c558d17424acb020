import type { QueryMemory } from '../vector/query-memory.js';

const fieldsMax = 256;
const fieldBytes = 12;
const spanBytes = 12;
// Behind the fields in the block.
const spansOffset = 8192;
const isStringBit = 2 ** 30;
const keyBytesMax = 32 * 1024;
const blockBytes = 64 * 1024;
// What the kernel adds to a place (kernels/json-fields.ts).
const atValue = 2 ** 30;
const atEnd = 2 ** 31;
const never = 2 ** 32 - 1;

/** Where passing fields ended. */
export type PassedTo = 'key' | 'value' | 'end';

/** The keys that objects of a file have at each place, and which of them are wanted: for the kernel that passes the others. */
export class JsonFields {
  readonly #memory: QueryMemory;
  readonly #block: number;
  readonly #spans: number;
  #count = 0;
  #keyBytes = 0;
  /** Where it stopped last: place and address. */
  place = 0;
  at = 0;

  constructor(memory: QueryMemory) {
    this.#memory = memory;
    this.#block = memory.alloc(blockBytes);
    this.#spans = this.#block + spansOffset;
  }

  /** Expects a key at a place. Gives false when there is no room for it. */
  expect(place: number, key: Uint8Array, isWanted: boolean): boolean {
    if (place >= fieldsMax || this.#keyBytes + key.length > keyBytesMax) return false;
    while (this.#count <= place) this.forget(this.#count++);
    const { u8, u32 } = this.#memory;
    const address = this.#block + blockBytes - keyBytesMax + this.#keyBytes;
    u8.set(key, address);
    this.#keyBytes += key.length;
    const field = this.#fieldAt(place);
    u32[field] = address;
    u32[field + 1] = key.length;
    u32[field + 2] = isWanted ? 1 : 0;
    return true;
  }

  /** Expects nothing at a place. */
  forget(place: number): void {
    this.#memory.u32[this.#fieldAt(place) + 1] = never;
  }

  /** Expects nothing anywhere. */
  clear(): void {
    this.#count = 0;
    this.#keyBytes = 0;
  }

  /**
   * Passes the fields from `at` on, of which the first is at `place`, that are as expected and whose values are not wanted, or are plain strings
   * and numbers: these are noted.
   */
  pass(place: number, at: number, end: number): PassedTo {
    const { kernels, u32 } = this.#memory;
    const answer =
      kernels.json_pass_fields!(this.#block + fieldBytes, place, this.#count, at, end, this.#block, this.#spans) >>> 0;
    this.at = u32[this.#block >>> 2]!;
    this.place = answer % atValue;
    return answer >= atEnd ? 'end' : answer >= atValue ? 'value' : 'key';
  }

  /** Calls `take` with the place of each noted value, where its content begins and ends, and whether it is a string. */
  eachNoted(take: (place: number, start: number, end: number, isString: boolean) => void): void {
    const { u32 } = this.#memory;
    const noted = u32[(this.#block >>> 2) + 1]!;
    for (let span = this.#spans; span < noted; span += spanBytes) {
      const field = u32[span >>> 2]!;
      const place = field % isStringBit;
      take(place, u32[(span >>> 2) + 1]!, u32[(span >>> 2) + 2]!, field !== place);
    }
  }

  close(): void {
    this.#memory.free(this.#block, blockBytes);
  }

  #fieldAt(place: number): number {
    return (this.#block + fieldBytes + place * fieldBytes) >>> 2;
  }
}

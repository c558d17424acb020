import { slotBytes } from '../../vector/layout.js';
import type { QueryMemory } from '../../vector/query-memory.js';
import type { Vector } from '../../vector/vector.js';
import { BufferPool } from './buffer-pool.js';
import type { WriteLeaf } from './write-schema.js';

// Offsets of kernels/leaf-append.ts.
const at = {
  count: 0,
  present: 4,
  capacity: 8,
  definitions: 12,
  repetitions: 16,
  values: 20,
  slotBytes: 24,
  isView: 28,
  bytesNext: 32,
  bytesEnd: 36,
  entries: 40,
  entryCount: 44,
  entryCapacity: 48,
  table: 52,
  tableMask: 56,
  maxDefinition: 60,
  textBytes: 64,
} as const;

const structBytes = 1024;
const entriesFirst = 256;
const textBytesFirst = 1024;
const textBytesMost = 256 * 1024;
/** A dictionary may take as many bytes, and then is too large to be worth it. */
const dictionaryBytesMax = 1 << 20;
// When so many values are there, a column of which more than this part are different gives its dictionary up.
const samples = [
  { values: 1024, distinctPartMax: 0.98 },
  { values: 8192, distinctPartMax: 0.8 },
] as const;
// Integers that rise, with more different values than this, become deltas.
const risingPartMin = 0.25;
// A remap is worth it for a dictionary that is small beside the rows, or small and met again.
const remapEntriesPerRowMax = 4;
const remapEntriesMax = 4096;

interface Lent {
  address: number;
  bytes: number;
}

/** The entries of one leaf in the row group that is being gathered (kernels/leaf-append.ts). Takes memory as the entries need it. */
export class LeafBuffer {
  readonly leaf: WriteLeaf;
  readonly #memory: QueryMemory;
  readonly #pool: BufferPool;
  readonly #struct: number;
  readonly #slotBytes: number;
  readonly #hasLevels: boolean;
  #values: Lent = { address: 0, bytes: 0 };
  #definitions: Lent = { address: 0, bytes: 0 };
  #repetitions: Lent = { address: 0, bytes: 0 };
  #entries: Lent = { address: 0, bytes: 0 };
  #table: Lent = { address: 0, bytes: 0 };
  readonly #texts: Lent[] = [];
  #remap: Lent = { address: 0, bytes: 0 };
  #remapOf = 0;
  #sampleCount = 0;
  readonly #isKept: boolean;

  /** With 'always' there is a dictionary however large it becomes. */
  constructor(memory: QueryMemory, pool: BufferPool, leaf: WriteLeaf, usesDictionary: boolean | 'always') {
    this.leaf = leaf;
    this.#memory = memory;
    this.#pool = pool;
    this.#slotBytes = slotBytes[leaf.layout];
    // Values of nested types always have levels; a flat column gets them with its first NULL.
    this.#hasLevels = leaf.path.length > 1;
    this.#struct = pool.take(structBytes);
    memory.u8.fill(0, this.#struct, this.#struct + structBytes);
    this.#set('slotBytes', this.#slotBytes);
    this.#set('isView', leaf.layout === 'view' ? 1 : 0);
    this.#set('maxDefinition', leaf.maxDefinitionLevel);
    // A boolean has a bit: no code is shorter.
    this.#isKept = usesDictionary === 'always';
    if (this.#isKept) this.#sampleCount = samples.length;
    if (this.#isKept || (usesDictionary && leaf.layout !== 'bool')) this.#makeDictionary(entriesFirst);
  }

  /** Address of the structure that kernels know. */
  get address(): number {
    return this.#struct;
  }
  get entryCount(): number {
    return this.#get('count');
  }
  get presentCount(): number {
    return this.#get('present');
  }
  get definitions(): number {
    return this.#get('definitions');
  }
  get repetitions(): number {
    return this.#get('repetitions');
  }
  /** Slots of the values, or their codes. */
  get values(): number {
    return this.#get('values');
  }
  get hasDictionary(): boolean {
    return this.#get('entries') !== 0;
  }
  get dictionary(): number {
    return this.#get('entries');
  }
  get dictionaryLength(): number {
    return this.#get('entryCount');
  }
  /** Bytes of all texts, each time they occur. */
  get textBytes(): number {
    return Number(this.#memory.i64[(this.#struct + at.textBytes) >>> 3]);
  }

  /** Appends rows `rows[0]` to `rows[count - 1]` of a vector; `rows` 0: the first `count`. */
  append(vector: Vector, rows: number, count: number): void {
    this.ensureEntries(count);
    if (vector.validity !== 0) this.#ensureDefinitions();
    for (let reached = 0; reached < count; ) {
      const next = this.#appendSome(vector, rows, reached, count);
      if (next < count) this.#makeRoom(vector, rows, next);
      reached = next;
    }
    if (this.#isSampleDue) this.#judgeDictionary();
  }

  /** Makes room for `added` more entries. */
  ensureEntries(added: number): void {
    const wanted = this.entryCount + added;
    if (wanted <= this.#get('capacity')) return;
    const width = this.hasDictionary ? 4 : this.#slotBytes;
    const capacity = BufferPool.sizeFor(wanted);
    this.#values = this.#grown(this.#values, width * capacity, width * this.presentCount);
    this.#set('values', this.#values.address);
    if (this.definitions !== 0 || this.#hasLevels) {
      this.#definitions = this.#grown(this.#definitions, capacity, this.entryCount);
      this.#set('definitions', this.#definitions.address);
    }
    if (this.leaf.maxRepetitionLevel > 0) {
      this.#repetitions = this.#grown(this.#repetitions, capacity, this.entryCount);
      this.#set('repetitions', this.#repetitions.address);
    }
    this.#set('capacity', capacity);
  }

  /** Makes room for entries that have `bytes` bytes together. */
  ensureNested(bytes: number): void {
    this.ensureEntries(bytes + 1);
    if (this.leaf.layout === 'view') this.#ensureTexts(bytes);
    if (!this.hasDictionary) return;
    if (this.#isSampleDue) this.#judgeDictionary();
    if (this.hasDictionary && this.dictionaryLength + bytes + 1 > this.#get('entryCapacity'))
      this.#growDictionary(this.dictionaryLength + bytes + 1);
  }

  /** Writes the values out instead of their codes. */
  flatten(): void {
    const capacity = this.#get('capacity');
    const flat = this.#take(this.#slotBytes * Math.max(capacity, 1));
    this.#memory.kernels.leaf_flatten!(this.#struct, flat.address);
    this.#release(this.#values);
    this.#values = flat;
    this.#set('values', flat.address);
    this.#dropDictionary();
  }

  /** Forgets the entries but not the dictionary. */
  clearEntries(): void {
    this.#set('count', 0);
    this.#set('present', 0);
  }

  /** Forgets all entries and gives their memory back. */
  release(): void {
    const all = [this.#values, this.#definitions, this.#repetitions, this.#entries, this.#table, this.#remap];
    for (const lent of [...all, ...this.#texts]) this.#release(lent);
    this.#pool.give(this.#struct, structBytes);
  }

  #appendSome(vector: Vector, rows: number, from: number, to: number): number {
    const { kernels } = this.#memory;
    const { values, codes, validity, encoding } = vector;
    const remap = encoding === 'dictionary' && this.hasDictionary ? this.#remapFor(vector, to - from) : 0;
    if (remap !== 0)
      return kernels.leaf_append_codes!(this.#struct, values, codes, validity, rows, from, to, remap) >>> 0;
    const isConstant = encoding === 'constant' ? 1 : 0;
    const own = encoding === 'dictionary' ? codes : 0;
    return kernels.leaf_append!(this.#struct, values, own, isConstant, validity, rows, from, to) >>> 0;
  }

  /** Gives where the codes of a vector's dictionary are kept; 0 where that is not worth it. */
  #remapFor({ dictionaryLength, dictionaryId }: Vector, count: number): number {
    const most = Math.max(remapEntriesPerRowMax * count, dictionaryId !== 0 ? remapEntriesMax : 0);
    if (dictionaryLength > most || dictionaryLength === 0) return 0;
    if (dictionaryId !== 0 && dictionaryId === this.#remapOf) return this.#remap.address;
    const bytes = 4 * dictionaryLength;
    if (bytes > this.#remap.bytes) {
      this.#release(this.#remap);
      this.#remap = this.#take(bytes);
    }
    this.#memory.u8.fill(0, this.#remap.address, this.#remap.address + bytes);
    this.#remapOf = dictionaryId;
    return this.#remap.address;
  }

  /** Takes room for the row that had none: for its bytes, else in the dictionary. */
  #makeRoom(vector: Vector, rows: number, index: number): void {
    const { u32 } = this.#memory;
    if (this.hasDictionary && this.dictionaryLength === this.#get('entryCapacity'))
      return this.#growDictionary(2 * this.dictionaryLength);
    const row = rows === 0 ? index : u32[(rows >>> 2) + index]!;
    const slot =
      vector.encoding === 'constant' ? 0 : vector.encoding === 'dictionary' ? u32[(vector.codes >>> 2) + row]! : row;
    this.#ensureTexts(u32[(vector.values + slot * 16) >>> 2]!);
  }

  #ensureTexts(bytes: number): void {
    if (this.#get('bytesEnd') - this.#get('bytesNext') >= bytes) return;
    const last = this.#texts.at(-1)?.bytes ?? textBytesFirst / 2;
    const lent = this.#take(Math.max(bytes, Math.min(2 * last, textBytesMost)));
    this.#texts.push(lent);
    this.#set('bytesNext', lent.address);
    this.#set('bytesEnd', lent.address + lent.bytes);
  }

  #ensureDefinitions(): void {
    if (this.definitions !== 0) return;
    this.#definitions = this.#take(Math.max(this.#get('capacity'), 1));
    const { address } = this.#definitions;
    this.#memory.u8.fill(this.leaf.maxDefinitionLevel, address, address + this.entryCount);
    this.#set('definitions', address);
  }

  #makeDictionary(capacity: number): void {
    this.#entries = this.#grown(this.#entries, this.#slotBytes * capacity, this.#slotBytes * this.dictionaryLength);
    this.#release(this.#table);
    this.#table = this.#take(8 * capacity);
    this.#memory.u8.fill(0, this.#table.address, this.#table.address + this.#table.bytes);
    this.#set('entries', this.#entries.address);
    this.#set('entryCapacity', capacity);
    this.#set('table', this.#table.address);
    this.#set('tableMask', this.#table.bytes / 4 - 1);
    this.#memory.kernels.leaf_rehash!(this.#struct);
  }

  #growDictionary(wanted: number): void {
    const texts = this.#texts.reduce((sum, { bytes }) => sum + bytes, 0);
    const capacity = BufferPool.sizeFor(wanted);
    if (this.#isKept) this.#makeDictionary(capacity);
    else if (this.dictionaryLength * this.#slotBytes + texts > dictionaryBytesMax) this.flatten();
    else if (capacity * this.#slotBytes > 8 * dictionaryBytesMax) this.flatten();
    else this.#makeDictionary(capacity);
  }

  /** Gives the dictionary up when few values repeat. */
  #judgeDictionary(): void {
    const { distinctPartMax } = samples[this.#sampleCount++]!;
    const part = this.dictionaryLength / this.presentCount;
    if (part > distinctPartMax || (part > risingPartMin && this.#isRising)) this.flatten();
  }

  get #isSampleDue(): boolean {
    const sample = samples[this.#sampleCount];
    return sample !== undefined && this.hasDictionary && this.presentCount >= sample.values;
  }

  /** Integers in order get their codes in order. */
  get #isRising(): boolean {
    const { layout } = this.leaf;
    if (layout !== 'i32' && layout !== 'i64') return false;
    const { u32 } = this.#memory;
    const first = this.values >>> 2;
    for (let at = first + 1; at < first + samples[0].values; at++) if (u32[at]! < u32[at - 1]!) return false;
    return true;
  }

  #dropDictionary(): void {
    for (const lent of [this.#entries, this.#table, this.#remap]) this.#release(lent);
    this.#entries = { address: 0, bytes: 0 };
    this.#table = { address: 0, bytes: 0 };
    this.#remap = { address: 0, bytes: 0 };
    this.#remapOf = 0;
    this.#set('entries', 0);
  }

  #grown(old: Lent, bytes: number, used: number): Lent {
    if (old.bytes >= bytes) return old;
    const lent = this.#take(bytes);
    this.#memory.u8.copyWithin(lent.address, old.address, old.address + used);
    this.#release(old);
    return lent;
  }

  #take(wanted: number): Lent {
    const bytes = BufferPool.sizeFor(wanted);
    return { address: this.#pool.take(bytes), bytes };
  }

  #release(lent: Lent): void {
    if (lent.address !== 0) this.#pool.give(lent.address, lent.bytes);
    lent.address = 0;
    lent.bytes = 0;
  }

  #get(field: keyof typeof at): number {
    return this.#memory.u32[(this.#struct + at[field]) >>> 2]!;
  }

  #set(field: keyof typeof at, value: number): void {
    this.#memory.u32[(this.#struct + at[field]) >>> 2] = value;
  }
}

/** Compiles a regular expression to the program that kernels/regexp-machine.ts describes and runs. */
import { type CodePointSet, lastCodePoint, negateSet, rangesOf, setHas } from './code-point-set.js';
import { parseRegexp } from './parse-regexp.js';
import { patternError } from './pattern-reader.js';
import {
  canBeEmpty,
  collectFirstBytes,
  fixedWidth,
  hasNode,
  isAnchored,
  leadingPoints,
  mayTakeByte,
  pointBytes,
  singleSet,
} from './regexp-facts.js';
import type { Assertion, RegexpNode } from './regexp-node.js';
import { wordSet } from './unicode-property.js';

/** A compiled pattern. */
export interface RegexpProgram {
  readonly bytes: Uint8Array;
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, readonly number[]>;
}

/** Instructions by number, with their operands: kernels/regexp-instruction.ts. */
const op = {
  match: 0,
  byte: 1,
  literal: 2,
  set: 3,
  split: 4,
  jump: 5,
  save: 6,
  span: 7,
  spanLazy: 8,
  again: 16,
  loopEnter: 17,
  loopCheck: 18,
  atomicEnter: 19,
  atomicLeave: 20,
  lookEnter: 21,
  lookLeave: 22,
  refuseEnter: 23,
  refuseLeave: 24,
  back: 25,
} as const;
const wordEdge = 14;
const assertionOps: Record<Exclude<Assertion, 'wordEdge' | 'noWordEdge'>, number> = {
  textStart: 9,
  textEnd: 10,
  lastLineEnd: 11,
  lineStart: 12,
  lineEnd: 13,
  searchStart: 15,
};
const headerWords = 10;
const wordsMax = 1 << 18;
const none = 0xffff_ffff;
const newline = 10;

/** What surely stands behind a node, for spans that need not be shortened: a byte, the end of the match or of the text. */
type Follow =
  | { readonly kind: 'byte'; readonly byte: number }
  | { readonly kind: 'end' | 'textEnd' | 'lineEnd' }
  | undefined;

/** Parses and compiles a pattern. @throws INVALID_FUNCTION_ARGUMENT */
export function compileRegexp(pattern: string): RegexpProgram {
  const { root, groupCount, groupNames } = parseRegexp(pattern);
  return { bytes: new ProgramWriter(groupCount).write(root), groupCount, groupNames };
}

class ProgramWriter {
  readonly #code: number[] = [];
  readonly #tables: number[] = [];
  /** Words that hold an offset in the tables, which come behind the code. */
  readonly #fixups: number[] = [];
  readonly #known = new Map<string, number>();
  readonly #groupCount: number;
  #registerCount: number;
  #markCount = 0;
  /** Where the code has the kind and argument of the run that every match begins with. */
  #leadingRun: number | undefined;

  constructor(groupCount: number) {
    this.#groupCount = groupCount;
    this.#registerCount = 2 * (groupCount + 1);
  }

  write(root: RegexpNode): Uint8Array {
    this.#emit(root, { kind: 'end' });
    this.#code.push(op.match);
    const header = this.#header(root);
    const tablesAt = headerWords + this.#code.length;
    for (const at of this.#fixups) this.#code[at]! += tablesAt;
    header[5]! += tablesAt;
    header[6]! += tablesAt;
    if (this.#leadingRun !== undefined)
      header.splice(8, 2, this.#code[this.#leadingRun]!, this.#code[this.#leadingRun + 1]!);
    const words = Uint32Array.from([...header, ...this.#code, ...this.#tables]);
    return new Uint8Array(words.buffer);
  }

  #header(root: RegexpNode): number[] {
    const literal = leadingPoints(root).flatMap((point) => [...pointBytes(point)]);
    const firstBytes = new Uint8Array(256);
    const hasFirstBytes = !collectFirstBytes(root, firstBytes);
    const bitmap = Array.from({ length: 8 }, (_, word) =>
      firstBytes.subarray(32 * word, 32 * word + 32).reduce((bits, flag, bit) => (bits | (flag << bit)) >>> 0, 0),
    );
    const needsPast = (node: RegexpNode): boolean => node.kind === 'look' || node.kind === 'again';
    const isPastFree = !hasNode(root, needsPast);
    const hasRun = isPastFree && this.#leadingRun !== undefined;
    const flags = (isAnchored(root) ? 1 : 0) | (hasFirstBytes ? 2 : 0) | (isPastFree ? 4 : 0) | (hasRun ? 8 : 0);
    const table = (words: readonly number[]): number => this.#table(words);
    const literalAt = table(packBytes(literal));
    const bitmapAt = table(bitmap);
    return [
      flags,
      this.#groupCount,
      this.#registerCount,
      headerWords,
      literal.length,
      literalAt,
      bitmapAt,
      this.#markCount,
      0,
      0,
    ];
  }

  get #here(): number {
    return headerWords + this.#code.length;
  }

  #put(...words: readonly number[]): void {
    if (this.#code.length + words.length > wordsMax) throw patternError('The regular expression is too large');
    for (const word of words) this.#code.push(word >>> 0);
  }

  #table(words: readonly number[]): number {
    const key = words.join();
    let at = this.#known.get(key);
    if (at === undefined) {
      at = this.#tables.length;
      for (const word of words) this.#tables.push(word >>> 0);
      this.#known.set(key, at);
    }
    return at;
  }

  #putTable(words: readonly number[]): void {
    this.#fixups.push(this.#code.length);
    this.#put(this.#table(words));
  }

  /** Puts a word that `#land` makes the place of an instruction. */
  #putTarget(): number {
    this.#put(0);
    return this.#code.length - 1;
  }

  #land(target: number): void {
    this.#code[target] = this.#here;
  }

  #putSet(set: CodePointSet): void {
    const absent = negateSet(set);
    if (absent.length === 0) this.#put(1, 0);
    else if (absent.length === 2 && absent[0] === absent[1] && absent[0]! < 0x80) this.#put(2, absent[0]!);
    else {
      this.#put(0);
      this.#putTable(setWords(set));
    }
  }

  #emit(node: RegexpNode, follow: Follow): void {
    switch (node.kind) {
      case 'empty':
        return;
      case 'point':
        return this.#emitLiteral([...pointBytes(node.point)]);
      case 'set':
        this.#put(op.set);
        return this.#putSet(node.set);
      case 'sequence':
        return this.#emitSequence(node.items, follow);
      case 'choice':
        return this.#emitChoice(node.options.map((option) => () => this.#emit(option, follow)));
      case 'repeat':
        return this.#emitRepeat(node, follow);
      case 'group':
        this.#put(op.save, 2 * node.index);
        this.#emit(node.body, follow);
        return this.#put(op.save, 2 * node.index + 1);
      case 'atomic':
        return this.#emitAtomic(() => this.#emit(node.body, { kind: 'end' }));
      case 'look':
        return this.#emitLook(node);
      case 'assertion':
        if (node.what !== 'wordEdge' && node.what !== 'noWordEdge') return this.#put(assertionOps[node.what]);
        this.#put(wordEdge);
        this.#putTable(setWords(wordSet()));
        return this.#put(node.what === 'wordEdge' ? 1 : 0);
      case 'again':
        return this.#put(op.again, node.groups[0]!, node.ignoresCase ? 1 : 0);
    }
  }

  #emitLiteral(bytes: readonly number[]): void {
    if (bytes.length === 1) return this.#put(op.byte, bytes[0]!);
    this.#put(op.literal, bytes.length);
    this.#putTable(packBytes(bytes));
  }

  #emitSequence(items: readonly RegexpNode[], follow: Follow): void {
    for (let i = 0; i < items.length; i++) {
      const bytes: number[] = [];
      for (let item = items[i]; item?.kind === 'point'; item = items[++i]) bytes.push(...pointBytes(item.point));
      if (bytes.length > 0) this.#emitLiteral(bytes);
      if (i < items.length) this.#emit(items[i]!, i + 1 < items.length ? followOf(items[i + 1]!) : follow);
    }
  }

  #emitChoice(options: readonly (() => void)[]): void {
    const ends: number[] = [];
    options.forEach((emit, index) => {
      if (index === options.length - 1) return emit();
      const other = this.#emitSplit(true);
      emit();
      this.#put(op.jump);
      ends.push(this.#putTarget());
      this.#land(other);
    });
    for (const end of ends) this.#land(end);
  }

  /** Puts a split of what comes next and a place that is still to land; gives that place. */
  #emitSplit(goesOnFirst: boolean): number {
    this.#put(op.split);
    const first = this.#putTarget();
    const second = this.#putTarget();
    this.#put(this.#markCount++);
    this.#land(goesOnFirst ? first : second);
    return goesOnFirst ? second : first;
  }

  #emitAtomic(emit: () => void): void {
    const register = this.#registerCount++;
    this.#put(op.atomicEnter, register);
    emit();
    this.#put(op.atomicLeave, register);
  }

  #emitRepeat(node: Extract<RegexpNode, { kind: 'repeat' }>, follow: Follow): void {
    const { body, min, max, mode } = node;
    const set = singleSet(body);
    if (set) return this.#emitSpan(set, node, follow);
    if (mode === 'possessive')
      return this.#emitAtomic(() => this.#emitRepeat({ ...node, mode: 'greedy' }, { kind: 'end' }));
    for (let i = 0; i < min; i++) this.#emit(body, undefined);
    if (max === Number.POSITIVE_INFINITY) return this.#emitLoop(body, mode === 'greedy');
    const exits: number[] = [];
    for (let i = min; i < max; i++) {
      exits.push(this.#emitSplit(mode === 'greedy'));
      this.#emit(body, undefined);
    }
    for (const exit of exits) this.#land(exit);
  }

  #emitLoop(body: RegexpNode, isGreedy: boolean): void {
    const start = this.#here;
    const exit = this.#emitSplit(isGreedy);
    let emptyExit: number | undefined;
    if (canBeEmpty(body)) {
      const register = this.#registerCount++;
      this.#put(op.loopEnter, register);
      this.#emit(body, undefined);
      this.#put(op.loopCheck, register);
      emptyExit = this.#putTarget();
    } else this.#emit(body, undefined);
    this.#put(op.jump, start);
    this.#land(exit);
    if (emptyExit !== undefined) this.#land(emptyExit);
  }

  #emitSpan(set: CodePointSet, { min, max, mode }: Extract<RegexpNode, { kind: 'repeat' }>, follow: Follow): void {
    const isFinal = mode === 'possessive' || (mode === 'greedy' && isNeverShortened(set, follow));
    const isLeading =
      this.#code.length <= 2 * this.#groupCount &&
      this.#code.every((word, index) => index % 2 === 1 || word === op.save);
    if (isLeading && isFinal && max === Number.POSITIVE_INFINITY) this.#leadingRun = this.#code.length + 1;
    this.#put(mode === 'lazy' ? op.spanLazy : op.span);
    this.#putSet(set);
    const next = follow?.kind === 'byte' ? follow.byte : none;
    this.#put(min, max === Number.POSITIVE_INFINITY ? none : max, next, isFinal ? 1 : 0, this.#markCount++);
  }

  #emitLook({ isAhead, isNegative, body }: Extract<RegexpNode, { kind: 'look' }>): void {
    if (!isAhead && isNegative && hasNode(body, ({ kind }) => kind === 'group'))
      throw patternError('invalid pattern in look-behind');
    const register = this.#registerCount;
    this.#registerCount += 2;
    this.#put(isNegative ? op.refuseEnter : op.lookEnter, register);
    const after = isNegative ? this.#putTarget() : undefined;
    if (isAhead) this.#emit(body, { kind: 'end' });
    else {
      const options = body.kind === 'choice' ? body.options : [body];
      this.#emitChoice(
        options.map((option) => () => {
          this.#put(op.back, fixedWidth(option));
          this.#emit(option, { kind: 'end' });
        }),
      );
    }
    this.#put(isNegative ? op.refuseLeave : op.lookLeave, register);
    if (after !== undefined) this.#land(after);
  }
}

function followOf(node: RegexpNode): Follow {
  switch (node.kind) {
    case 'point':
      return { kind: 'byte', byte: pointBytes(node.point)[0]! };
    case 'group':
    case 'atomic':
      return followOf(node.body);
    case 'sequence':
      return followOf(node.items[0]!);
    case 'repeat':
      return node.min > 0 ? followOf(node.body) : undefined;
    case 'assertion':
      if (node.what === 'textEnd') return { kind: 'textEnd' };
      return node.what === 'lastLineEnd' || node.what === 'lineEnd' ? { kind: 'lineEnd' } : undefined;
    default:
      return undefined;
  }
}

/** Tells whether a greedy span that took all it could is never better shorter: what follows stands at no place inside it. */
function isNeverShortened(set: CodePointSet, follow: Follow): boolean {
  switch (follow?.kind) {
    case undefined:
      return false;
    case 'byte':
      return !mayTakeByte(set, follow.byte);
    case 'lineEnd':
      return !setHas(set, newline);
    default:
      return true;
  }
}

function packBytes(bytes: readonly number[]): number[] {
  const words: number[] = [];
  bytes.forEach((byte, index) => {
    words[index >> 2] = ((words[index >> 2] ?? 0) | (byte << (8 * (index & 3)))) >>> 0;
  });
  return words;
}

/** Encodes a set as the machine reads it. */
function setWords(set: CodePointSet): number[] {
  const bitmap = [0, 0, 0, 0];
  const ranges: number[] = [];
  for (const [first, last] of rangesOf(set)) {
    for (let point = first; point <= Math.min(last, 0x7f); point++)
      bitmap[point >> 5] = (bitmap[point >> 5]! | (1 << (point & 31))) >>> 0;
    // A byte that is not UTF-8 is decoded beyond the last code point.
    if (last >= 0x80) ranges.push(Math.max(first, 0x80), last === lastCodePoint ? none >>> 1 : last);
  }
  return [...bitmap, ranges.length / 2, ...ranges];
}

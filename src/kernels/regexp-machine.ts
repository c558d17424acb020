// A backtracking matcher of regular expressions over UTF-8. The program comes from functions/scalar/regexp, which
// names its instructions (regexp-program.ts must agree). All of it is 32-bit words; offsets count words from its start.
//
// Header: 0 flags (1 only at the start of the text, 2 first bytes known, 4 the past does not matter, so states that failed
// once are skipped, 8 every match begins with a run that is never shortened), 1 groups, 2 registers (first two per group: start, end), 3 code, 4 bytes of the literal that every
// match begins with, 5 that literal, 6 bitmap of 256 first bytes, 7 number of states that may be marked, 8 and 9 kind and argument of the leading run.
import { is_stopped } from './stop';
import { scratch_generation, scratch_take } from './scratch';
import { bytes_find } from './string-search';
import { bytes_equal, view_bytes, view_length } from './string-view';
import { lower_point, upper_point } from './case-mapping';
// prettier-ignore
import {
  ATOMIC_ENTER, ATOMIC_LEAVE, BACK, BYTE, GROUP_AGAIN, JUMP, LAST_LINE_END, LINE_END, LINE_START, LITERAL,
  LOOK_ENTER, LOOK_LEAVE, LOOP_CHECK, LOOP_ENTER, MATCH, REFUSE_ENTER, REFUSE_LEAVE, SAVE, SEARCH_START, SET, SPAN,
  SPAN_LAZY, SPLIT, TEXT_END, TEXT_START, WORD_EDGE,
} from './regexp-instruction';
import {
  NONE,
  at_offset,
  bit,
  is_word_edge,
  last_place,
  program,
  run_end,
  takes,
  textEnd,
  textStart,
  text_open,
} from './regexp-text';
import { utf8_decode, utf8_width } from './utf8';

const FLAG_AT_START: u32 = 1;
const FLAG_FIRST_BYTES: u32 = 2;
const FLAG_MARKABLE: u32 = 4;
const FLAG_LEADING_RUN: u32 = 8;

// Frames of the stack: kind, place in the code or register, position, one more word.
const FRAME: usize = 16;
const TRY: u32 = 0;
const RESTORE: u32 = 1;
const SHRINK: u32 = 2;
const GROW: u32 = 3;

const WORK_BYTES: usize = 16384;
const MARKING_AFTER: u32 = 20000;
const STEPS_MAX: u32 = 5000000;
const MARK_BYTES_MAX: u64 = 67108864;
// Attempts and steps back between two looks at whether the query was ended: a search is then given up.
const LOOK_MASK: u32 = 1023;

let workStart: usize = 0;
let workEnd: usize = 0;
let workGeneration: u32 = 0;

let searchStart: usize = 0;
let registers: usize = 0;
let stack: usize = 0;
let stackEnd: usize = 0;
let steps: u32 = 0;
let marks: usize = 0;
let attempts: u32 = 0;

/** Not 0 after a search that was given up. */
export let regexp_overrun: i32 = 0;

/** Where group `group` of the last match begins, or 0. */
export function group_start(group: u32): usize {
  return <usize>load<u32>(registers + (<usize>group << 3));
}

export function group_end(group: u32): usize {
  return <usize>load<u32>(registers + (<usize>group << 3), 4);
}

/** Gets ready to search a text. */
export function regexp_open(view: usize, programView: usize): void {
  text_open(view_bytes(programView), view_bytes(view), view_length(view));
  regexp_overrun = 0;
  if (workStart == 0 || workGeneration != scratch_generation()) {
    workStart = scratch_take(WORK_BYTES);
    workEnd = workStart + WORK_BYTES;
    workGeneration = scratch_generation();
  }
  const registerBytes = <usize>load<u32>(program, 8) << 2;
  if (registerBytes + 1024 > workEnd - workStart) {
    workStart = scratch_take(registerBytes + WORK_BYTES);
    workEnd = workStart + registerBytes + WORK_BYTES;
    workGeneration = scratch_generation();
  }
  registers = workStart;
  stack = workStart + ((registerBytes + 15) & ~15);
  stackEnd = workEnd - FRAME;
}

/** Finds the first match at or behind `from`; its groups are then known. */
export function regexp_find(from: usize): bool {
  const flags = load<u32>(program);
  const code = program + (<usize>load<u32>(program, 12) << 2);
  const literalLength = load<u32>(program, 16);
  const literal = program + (<usize>load<u32>(program, 20) << 2);
  const firstBytes = program + (<usize>load<u32>(program, 24) << 2);
  memory.fill(registers, 0, <usize>load<u32>(program, 8) << 2);
  searchStart = from;
  // A match went through states that did not fail.
  steps = 0;
  marks = 0;
  let at = from;
  if (flags & FLAG_AT_START) {
    if (at != textStart) return false;
    return match_at(code, at);
  }
  while (at <= textEnd) {
    if (literalLength > 0) {
      at = bytes_find(at, <u32>(textEnd - at), literal, literalLength);
      if (at == 0) return false;
    } else if (flags & FLAG_FIRST_BYTES) {
      while (at < textEnd && !bit(firstBytes, <u32>load<u8>(at))) at++;
      if (at == textEnd) return false;
    }
    attempts++;
    if ((attempts & LOOK_MASK) == 0 && is_stopped()) regexp_overrun = 1;
    if (regexp_overrun == 0 && match_at(code, at)) return true;
    if (regexp_overrun != 0 || at == textEnd) return false;
    let next: usize = 0;
    // What failed behind the run fails behind each shorter rest of it.
    if (flags & FLAG_LEADING_RUN) next = run_end(load<u32>(program, 32), load<u32>(program, 36), at);
    at = max(next, at + utf8_width(at, textEnd));
  }
  return false;
}

function match_at(code: usize, at: usize): bool {
  const end = run(code, at);
  if (end == 0) return false;
  store<u32>(registers, <u32>at);
  store<u32>(registers, <u32>end, 4);
  return true;
}

// @ts-ignore: decorator
@inline
function fold(point: u32): u32 {
  if (point < 0x80) return point - 0x41 < 26 ? point | 0x20 : point;
  return point < 0x110000 ? lower_point(upper_point(point)) : point;
}

// The end of the text of `group` at `at`, or 0.
function group_again(group: u32, ignoresCase: u32, at: usize): usize {
  let from = group_start(group);
  const end = group_end(group);
  if (from == 0 || end == 0) return 0;
  if (!ignoresCase) {
    const length = <u32>(end - from);
    return length <= <u32>(textEnd - at) && bytes_equal(from, at, length) ? at + length : 0;
  }
  let to = at;
  while (from < end) {
    if (to >= textEnd) return 0;
    const width = utf8_width(from, end);
    const other = utf8_width(to, textEnd);
    if (fold(utf8_decode(from, width)) != fold(utf8_decode(to, other))) return 0;
    from += width;
    to += other;
  }
  return to;
}

// Doubles the stack and answers where its top is now.
function grow_stack(top: usize): usize {
  const registerBytes = stack - registers;
  const bytes = (workEnd - workStart) << 1;
  const moved = scratch_take(bytes);
  memory.copy(moved, registers, top - registers);
  workStart = moved;
  workEnd = moved + bytes;
  workGeneration = scratch_generation();
  registers = moved;
  const movedTop = moved + registerBytes + (top - stack);
  stack = moved + registerBytes;
  stackEnd = workEnd - FRAME;
  return movedTop;
}

// @ts-ignore: decorator
@inline
function push(top: usize, kind: u32, place: u32, position: usize, extra: u32): usize {
  let to = top;
  if (to > stackEnd) to = grow_stack(to);
  store<u32>(to, kind);
  store<u32>(to, place, 4);
  store<u32>(to, <u32>position, 8);
  store<u32>(to, extra, 12);
  return to + FRAME;
}

// Drops the frames above `height` but keeps what they restore: answers the new top.
function cut(height: usize, top: usize): usize {
  let to = height;
  for (let from = height; from < top; from += FRAME) {
    if (load<u32>(from) != RESTORE) continue;
    v128.store(to, v128.load(from));
    to += FRAME;
  }
  return to;
}

// Counts a step back; marks the state, or tells that it failed before.
function is_spent(mark: u32, position: usize): bool {
  steps++;
  if ((steps & LOOK_MASK) == 0 && is_stopped()) regexp_overrun = 1;
  if (marks == 0) {
    if (steps < MARKING_AFTER) return false;
    if (!(load<u32>(program) & FLAG_MARKABLE)) {
      if (steps > STEPS_MAX) regexp_overrun = 1;
      return false;
    }
    const bytes = (<u64>load<u32>(program, 28) * <u64>(textEnd - textStart + 1) + 7) >> 3;
    if (bytes > MARK_BYTES_MAX) {
      regexp_overrun = 1;
      return false;
    }
    marks = scratch_take(<usize>bytes + 8);
    memory.fill(marks, 0, <usize>bytes + 8);
  }
  const index = <u64>mark * <u64>(textEnd - textStart + 1) + <u64>(position - textStart);
  const at = marks + <usize>(index >> 3);
  const flag = <u32>1 << (<u32>index & 7);
  const byte = <u32>load<u8>(at);
  if (byte & flag) return true;
  store<u8>(at, byte | flag);
  return false;
}

// Runs the code at `at`: the end of the match, or 0.
function run(code: usize, start: usize): usize {
  let pc = code;
  let at = start;
  let top = stack;
  while (true) {
    switch (load<u32>(pc)) {
      case MATCH:
        return at;
      case BYTE:
        if (at < textEnd && load<u8>(at) == load<u8>(pc, 4)) {
          at++;
          pc += 8;
          continue;
        }
        break;
      case LITERAL: {
        const length = load<u32>(pc, 4);
        if (length <= <u32>(textEnd - at) && bytes_equal(at, at_offset(load<u32>(pc, 8)), length)) {
          at += length;
          pc += 12;
          continue;
        }
        break;
      }
      case SET:
        if (at < textEnd) {
          const width = takes(load<u32>(pc, 4), load<u32>(pc, 8), at);
          if (width != 0) {
            at += width;
            pc += 12;
            continue;
          }
        }
        break;
      case SPLIT:
        top = push(top, TRY, <u32>(at_offset(load<u32>(pc, 8)) - program), at, load<u32>(pc, 12));
        pc = at_offset(load<u32>(pc, 4));
        continue;
      case JUMP:
        pc = at_offset(load<u32>(pc, 4));
        continue;
      case SAVE:
      case LOOP_ENTER: {
        const register = <usize>load<u32>(pc, 4) << 2;
        top = push(top, RESTORE, <u32>register, <usize>load<u32>(registers + register), 0);
        store<u32>(registers + register, <u32>at);
        pc += 8;
        continue;
      }
      case SPAN: {
        const kind = load<u32>(pc, 4);
        const argument = load<u32>(pc, 8);
        let least = load<u32>(pc, 12);
        let most = load<u32>(pc, 16);
        let leastEnd = at;
        while (least > 0 && leastEnd < textEnd) {
          const width = takes(kind, argument, leastEnd);
          if (width == 0) break;
          leastEnd += width;
          least--;
          most -= u32(most != NONE);
        }
        if (least > 0) break;
        let end = leastEnd;
        if (most == NONE) {
          end = run_end(kind, argument, end);
        } else {
          while (most > 0 && end < textEnd) {
            const width = takes(kind, argument, end);
            if (width == 0) break;
            end += width;
            most--;
          }
        }
        if (load<u32>(pc, 24) != 0) {
          at = end;
        } else {
          end = last_place(end, leastEnd, load<u32>(pc, 20));
          if (end == 0) break;
          at = end;
          if (at > leastEnd) top = push(top, SHRINK, <u32>(pc - program), at, <u32>leastEnd);
        }
        pc += 32;
        continue;
      }
      case SPAN_LAZY: {
        const kind = load<u32>(pc, 4);
        const argument = load<u32>(pc, 8);
        let least = load<u32>(pc, 12);
        let most = load<u32>(pc, 16);
        while (least > 0 && at < textEnd) {
          const width = takes(kind, argument, at);
          if (width == 0) break;
          at += width;
          least--;
          most -= u32(most != NONE);
        }
        if (least > 0) break;
        if (most > 0) top = push(top, GROW, <u32>(pc - program), at, most);
        pc += 32;
        continue;
      }
      case TEXT_START:
        if (at == textStart) {
          pc += 4;
          continue;
        }
        break;
      case TEXT_END:
        if (at == textEnd) {
          pc += 4;
          continue;
        }
        break;
      case LAST_LINE_END:
        if (at == textEnd || (at + 1 == textEnd && load<u8>(at) == 0x0a)) {
          pc += 4;
          continue;
        }
        break;
      case LINE_START:
        if (at == textStart || (at < textEnd && load<u8>(at - 1) == 0x0a)) {
          pc += 4;
          continue;
        }
        break;
      case LINE_END:
        if (at == textEnd || load<u8>(at) == 0x0a) {
          pc += 4;
          continue;
        }
        break;
      case WORD_EDGE:
        if (is_word_edge(at_offset(load<u32>(pc, 4)), at) == (load<u32>(pc, 8) != 0)) {
          pc += 12;
          continue;
        }
        break;
      case SEARCH_START:
        if (at == searchStart) {
          pc += 4;
          continue;
        }
        break;
      case GROUP_AGAIN: {
        const end = group_again(load<u32>(pc, 4), load<u32>(pc, 8), at);
        if (end != 0) {
          at = end;
          pc += 12;
          continue;
        }
        break;
      }
      case LOOP_CHECK:
        pc = <usize>load<u32>(registers + (<usize>load<u32>(pc, 4) << 2)) == at ? at_offset(load<u32>(pc, 8)) : pc + 12;
        continue;
      case ATOMIC_ENTER:
        store<u32>(registers + (<usize>load<u32>(pc, 4) << 2), <u32>(top - stack));
        pc += 8;
        continue;
      case ATOMIC_LEAVE:
        top = cut(stack + <usize>load<u32>(registers + (<usize>load<u32>(pc, 4) << 2)), top);
        pc += 8;
        continue;
      case LOOK_ENTER: {
        const register = registers + (<usize>load<u32>(pc, 4) << 2);
        store<u32>(register, <u32>(top - stack));
        store<u32>(register, <u32>at, 4);
        pc += 8;
        continue;
      }
      case LOOK_LEAVE: {
        const register = registers + (<usize>load<u32>(pc, 4) << 2);
        top = cut(stack + <usize>load<u32>(register), top);
        at = <usize>load<u32>(register, 4);
        pc += 8;
        continue;
      }
      case REFUSE_ENTER:
        store<u32>(registers + (<usize>load<u32>(pc, 4) << 2), <u32>(top - stack));
        top = push(top, TRY, <u32>(at_offset(load<u32>(pc, 8)) - program), at, NONE);
        pc += 12;
        continue;
      case REFUSE_LEAVE: {
        // The body matched: undo what it set, the way on with it, and fail.
        const height = stack + <usize>load<u32>(registers + (<usize>load<u32>(pc, 4) << 2));
        while (top > height) {
          top -= FRAME;
          if (load<u32>(top) == RESTORE) store<u32>(registers + <usize>load<u32>(top, 4), load<u32>(top, 8));
        }
        break;
      }
      case BACK: {
        let left = load<u32>(pc, 4);
        while (left > 0 && at > textStart) {
          at--;
          while (at > textStart && load<i8>(at) <= -65) at--;
          left--;
        }
        if (left == 0) {
          pc += 8;
          continue;
        }
        break;
      }
      default:
        break;
    }
    // What stood at pc failed: go back to the last choice.
    let resumed = false;
    while (!resumed) {
      if (top == stack) return 0;
      top -= FRAME;
      const kind = load<u32>(top);
      const place = <usize>load<u32>(top, 4);
      const position = <usize>load<u32>(top, 8);
      const extra = load<u32>(top, 12);
      if (kind == RESTORE) {
        store<u32>(registers + place, <u32>position);
      } else if (kind == TRY) {
        if (extra == NONE || !is_spent(extra, position)) {
          pc = program + place;
          at = position;
          resumed = true;
        }
      } else if (kind == SHRINK) {
        const span = program + place;
        const end = last_place(position - 1, <usize>extra, load<u32>(span, 20));
        if (end != 0) {
          if (end > <usize>extra) {
            store<u32>(top, <u32>end, 8);
            top += FRAME;
          }
          if (!is_spent(load<u32>(span, 28), end)) {
            at = end;
            pc = span + 32;
            resumed = true;
          }
        }
      } else {
        const span = program + place;
        const next = load<u32>(span, 20);
        let most = extra;
        let end = position;
        while (most > 0 && end < textEnd) {
          const width = takes(load<u32>(span, 4), load<u32>(span, 8), end);
          if (width == 0) break;
          end += width;
          most -= u32(most != NONE);
          if (next != NONE && (end == textEnd || <u32>load<u8>(end) != next)) continue;
          if (most > 0) top = push(top, GROW, <u32>place, end, most);
          if (!is_spent(load<u32>(span, 28), end)) {
            at = end;
            pc = span + 32;
            resumed = true;
          }
          break;
        }
      }
      if (regexp_overrun != 0) return 0;
    }
  }
  return 0;
}

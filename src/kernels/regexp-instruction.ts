// The instructions of regexp-machine.ts and their operands; functions/scalar/regexp/regexp-program.ts writes them.
export const MATCH: u32 = 0;
export const BYTE: u32 = 1; // byte
export const LITERAL: u32 = 2; // length, offset
export const SET: u32 = 3; // kind, argument
export const SPLIT: u32 = 4; // first, second, mark
export const JUMP: u32 = 5; // target
export const SAVE: u32 = 6; // register
export const SPAN: u32 = 7; // kind, argument, min, max, next byte or -1, possessive, mark
export const SPAN_LAZY: u32 = 8; // kind, argument, min, max, next byte or -1, 0, mark
export const TEXT_START: u32 = 9;
export const TEXT_END: u32 = 10;
export const LAST_LINE_END: u32 = 11;
export const LINE_START: u32 = 12;
export const LINE_END: u32 = 13;
export const WORD_EDGE: u32 = 14; // set, wanted
export const SEARCH_START: u32 = 15;
export const GROUP_AGAIN: u32 = 16; // group, ignores case
export const LOOP_ENTER: u32 = 17; // register
export const LOOP_CHECK: u32 = 18; // register, target when nothing was consumed
export const ATOMIC_ENTER: u32 = 19; // register
export const ATOMIC_LEAVE: u32 = 20; // register
export const LOOK_ENTER: u32 = 21; // register
export const LOOK_LEAVE: u32 = 22; // register
export const REFUSE_ENTER: u32 = 23; // register, target when the body fails
export const REFUSE_LEAVE: u32 = 24; // register
export const BACK: u32 = 25; // code points
// Any other number fails.

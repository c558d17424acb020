// Finds lines of text in memory: ended by a line feed, a carriage return or both.

const FEED: u8 = 10;
const RETURN: u8 = 13;

function line_end(at: usize, end: usize): usize {
  for (; at + 16 <= end; at += 16) {
    const bytes = v128.load(at);
    const found = v128.or(i8x16.eq(bytes, i8x16.splat(FEED)), i8x16.eq(bytes, i8x16.splat(RETURN)));
    if (v128.any_true(found)) return at + ctz(i8x16.bitmask(found));
  }
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (byte == FEED || byte == RETURN) return at;
  }
  return end;
}

/**
 * Puts the addresses of up to `count` lines and of their ends into `bounds`, and gives how many. Lines begin from `at` on, before `limit`; the
 * text is there up to `end`, and whole if `is_whole`, else a line counts only when a byte follows what ends it: it may end with two.
 */
export function text_lines(at: usize, end: usize, limit: usize, is_whole: bool, bounds: usize, count: u32): u32 {
  let found: u32 = 0;
  while (found < count && at < limit) {
    const stop = line_end(at, end);
    if (!is_whole && stop + 1 >= end) break;
    store<u32>(bounds, <u32>at);
    store<u32>(bounds, <u32>stop, 4);
    bounds += 8;
    found++;
    if (stop == end) break;
    at = stop + 1;
    if (load<u8>(stop) == RETURN && at < end && load<u8>(at) == FEED) at++;
  }
  return found;
}

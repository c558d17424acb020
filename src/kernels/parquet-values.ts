// Values of Parquet pages to slots: PLAIN texts, rows with NULLs between the values, dictionary look-ups.

// 16 bytes for each length from 0 to 12: what an inline view keeps of (length, 12 bytes); the last row keeps the length
// and the prefix, as a view with an address does.
const INLINE = memory.data<u32>([
  -1, 0, 0, 0, -1, 0xff, 0, 0, -1, 0xffff, 0, 0, -1, 0xffffff, 0, 0, -1, -1, 0, 0, -1, -1, 0xff, 0, -1, -1, 0xffff, 0,
  -1, -1, 0xffffff, 0, -1, -1, -1, 0, -1, -1, -1, 0xff, -1, -1, -1, 0xffff, -1, -1, -1, 0xffffff, -1, -1, -1, -1,
  -1, -1, 0, 0,
]);

// The view of the `length` bytes at `address`; `head` holds the length and the first 12 bytes (anything behind the end).
// @ts-ignore: decorator
@inline
function view_of(head: v128, length: u32, address: usize): v128 {
  const view = v128.and(head, v128.load(INLINE + (<usize>min<u32>(length, 13) << 4)));
  const third = select<i32>(<i32>address, i32x4.extract_lane(view, 2), length > 12);
  return i32x4.replace_lane(view, 2, third);
}

/**
 * Makes views of up to `count` PLAIN byte arrays in [source, end), and stores the address behind the last at `reached`.
 * Gives how many lie wholly before `end`. Memory up to 16 bytes past `end` is read.
 */
export function plain_views(source: usize, end: usize, count: u32, views: usize, reached: usize): u32 {
  let at = source;
  let view = views;
  const viewsEnd = views + (<usize>count << 4);
  while (view < viewsEnd) {
    if (end - at < 4) break;
    // Taken from memory once more rather than from the vector: the next text waits for it.
    const length = load<u32>(at);
    if (<usize>length > end - at - 4) break;
    v128.store(view, view_of(v128.load(at), length, at + 4));
    at += <usize>length + 4;
    view += 16;
  }
  store<u32>(reached, <u32>at);
  return <u32>((view - views) >> 4);
}

/** Passes over up to `count` PLAIN byte arrays; as `plain_views`. */
export function plain_views_skip(source: usize, end: usize, count: u32, reached: usize): u32 {
  let at = source;
  let done: u32 = 0;
  for (; done < count; done++) {
    if (end - at < 4) break;
    const length = load<u32>(at);
    if (<usize>length > end - at - 4) break;
    at += <usize>length + 4;
  }
  store<u32>(reached, <u32>at);
  return done;
}

/** Makes views of `count` byte arrays that lie one behind the other, of the u32 lengths given. */
export function length_views(source: usize, lengths: usize, count: u32, views: usize): void {
  let at = source;
  for (let i: u32 = 0; i < count; i++) {
    const length = load<u32>(lengths + (<usize>i << 2));
    store_view(views + (<usize>i << 4), at, length);
    at += length;
  }
}

// @ts-ignore: decorator
@inline
export function store_view(view: usize, address: usize, length: u32): void {
  // The 4 bytes before the value make room for the length; memory before a heap address always exists.
  const head = i32x4.replace_lane(v128.load(address - 4), 0, length);
  v128.store(view, view_of(head, length, address));
}

/** Copies bytes. */
export function bytes_copy(to: usize, from: usize, bytes: usize): void {
  memory.copy(to, from, bytes);
}

/** Sets bytes. */
export function bytes_fill(to: usize, value: u32, bytes: usize): void {
  memory.fill(to, <u8>value, bytes);
}

// Each row takes the next value, and a NULL does not use it up; so one slot behind the last value must be readable.

/** Spreads values of 1 byte over the rows whose validity is 1. */
export function spread_1(values: usize, validity: usize, count: u32, output: usize): void {
  let at = values;
  for (let i: u32 = 0; i < count; i++) {
    store<u8>(output + i, load<u8>(at));
    at += load<u8>(validity + i);
  }
}

/** Spreads values of 4 bytes over the rows whose validity is 1. */
export function spread_4(values: usize, validity: usize, count: u32, output: usize): void {
  let at = values;
  for (let i: u32 = 0; i < count; i++) {
    store<u32>(output + (i << 2), load<u32>(at));
    at += <usize>load<u8>(validity + i) << 2;
  }
}

/** Spreads values of 8 bytes over the rows whose validity is 1. */
export function spread_8(values: usize, validity: usize, count: u32, output: usize): void {
  let at = values;
  for (let i: u32 = 0; i < count; i++) {
    store<u64>(output + (i << 3), load<u64>(at));
    at += <usize>load<u8>(validity + i) << 3;
  }
}

/** Spreads values of 16 bytes over the rows whose validity is 1. */
export function spread_16(values: usize, validity: usize, count: u32, output: usize): void {
  let at = values;
  for (let i: u32 = 0; i < count; i++) {
    v128.store(output + (i << 4), v128.load(at));
    at += <usize>load<u8>(validity + i) << 4;
  }
}

/** Looks up `count` codes in a dictionary of 1-byte values. */
export function gather_1(values: usize, codes: usize, count: u32, output: usize): void {
  for (let i: u32 = 0; i < count; i++) store<u8>(output + i, load<u8>(values + load<u32>(codes + (i << 2))));
}

/** Looks up `count` codes in a dictionary of 4-byte values. */
export function gather_4(values: usize, codes: usize, count: u32, output: usize): void {
  for (let i: u32 = 0; i < count; i++)
    store<u32>(output + (i << 2), load<u32>(values + (<usize>load<u32>(codes + (i << 2)) << 2)));
}

/** Looks up `count` codes in a dictionary of 8-byte values. */
export function gather_8(values: usize, codes: usize, count: u32, output: usize): void {
  for (let i: u32 = 0; i < count; i++)
    store<u64>(output + (i << 3), load<u64>(values + (<usize>load<u32>(codes + (i << 2)) << 3)));
}

/** Looks up `count` codes in a dictionary of 16-byte values. */
export function gather_16(values: usize, codes: usize, count: u32, output: usize): void {
  for (let i: u32 = 0; i < count; i++)
    v128.store(output + (i << 4), v128.load(values + (<usize>load<u32>(codes + (i << 2)) << 4)));
}

/** Puts the bytes of `count` values of `width` bytes back together from BYTE_STREAM_SPLIT's streams of `stride` bytes. */
export function byte_stream_join(source: usize, stride: u32, width: u32, count: u32, output: usize): void {
  if (width == 4) return join_4(source, stride, count, output);
  for (let byte: u32 = 0; byte < width; byte++) {
    let from = source + byte * stride;
    let to = output + byte;
    for (let i: u32 = 0; i < count; i++) {
      store<u8>(to, load<u8>(from));
      from += 1;
      to += width;
    }
  }
}

function join_4(source: usize, stride: u32, count: u32, output: usize): void {
  const stream1 = source + stride;
  const stream2 = stream1 + stride;
  const stream3 = stream2 + stride;
  let i: u32 = 0;
  for (; i + 16 <= count; i += 16) {
    const a = v128.load(source + i);
    const b = v128.load(stream1 + i);
    const c = v128.load(stream2 + i);
    const d = v128.load(stream3 + i);
    const ab0 = v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const ab1 = v128.shuffle<u8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const cd0 = v128.shuffle<u8>(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const cd1 = v128.shuffle<u8>(c, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const to = output + (<usize>i << 2);
    v128.store(to, v128.shuffle<u16>(ab0, cd0, 0, 8, 1, 9, 2, 10, 3, 11));
    v128.store(to, v128.shuffle<u16>(ab0, cd0, 4, 12, 5, 13, 6, 14, 7, 15), 16);
    v128.store(to, v128.shuffle<u16>(ab1, cd1, 0, 8, 1, 9, 2, 10, 3, 11), 32);
    v128.store(to, v128.shuffle<u16>(ab1, cd1, 4, 12, 5, 13, 6, 14, 7, 15), 48);
  }
  for (; i < count; i++) {
    const low = <u32>load<u8>(source + i) | (<u32>load<u8>(stream1 + i) << 8);
    store<u32>(output + (<usize>i << 2), low | (<u32>load<u8>(stream2 + i) << 16) | (<u32>load<u8>(stream3 + i) << 24));
  }
}

/** Counts the `count` numbers that equal `value`. */
export function count_equal_u32(numbers: usize, count: u32, value: u32): u32 {
  let found: u32 = 0;
  for (let i: u32 = 0; i < count; i++) found += load<u32>(numbers + (<usize>i << 2)) == value ? 1 : 0;
  return found;
}

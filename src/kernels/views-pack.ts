import { view_bytes, view_length } from './string-view';

/** Writes where each view's bytes end when they are packed one behind another (`count` + 1 words, the first 0). Returns the last. */
export function views_pack_ends(views: usize, validity: usize, count: i32, ends: usize): u32 {
  let end: u32 = 0;
  store<u32>(ends, 0);
  for (let i = 0; i < count; i++) {
    if (validity == 0 || load<u8>(validity + <usize>i) != 0) end += view_length(views + (<usize>i << 4));
    store<u32>(ends + (<usize>(i + 1) << 2), end);
  }
  return end;
}

/** Packs the views' bytes one behind another. */
export function views_pack_bytes(views: usize, validity: usize, count: i32, out: usize): void {
  for (let i = 0; i < count; i++) {
    if (validity != 0 && load<u8>(validity + <usize>i) == 0) continue;
    const view = views + (<usize>i << 4);
    const length = view_length(view);
    memory.copy(out, view_bytes(view), length);
    out += length;
  }
}

// Names of units of time as numbers; functions/scalar/datetime/time-unit.ts lists them in the same order.
import { view_bytes, view_length } from './string-view';

// @ts-ignore: decorator
@inline
function word(bytes: usize, length: u32): u64 {
  let packed: u64 = 0;
  for (let i: u32 = 0; i < length; i++) packed = (packed << 8) | <u64>(load<u8>(bytes + i) | 0x20);
  return packed;
}

/** The number of the unit that a text names in any case; -1 when it names none. */
export function date_unit(view: usize): i32 {
  const length = view_length(view);
  const bytes = view_bytes(view);
  if (length > 11) return -1;
  const tail = length > 8 ? word(bytes + 8, length - 8) : 0;
  switch (length) {
    case 3: // day
      return word(bytes, 3) == 0x646179 ? 4 : -1;
    case 4: {
      const name = word(bytes, 4);
      if (name == 0x686f7572) return 3; // hour
      if (name == 0x7765656b) return 5; // week
      return name == 0x79656172 ? 8 : -1; // year
    }
    case 5: // month
      return word(bytes, 5) == 0x6d6f6e7468 ? 6 : -1;
    case 6: {
      const name = word(bytes, 6);
      if (name == 0x7365636f6e64) return 1; // second
      return name == 0x6d696e757465 ? 2 : -1; // minute
    }
    case 7: // quarter
      return word(bytes, 7) == 0x71756172746572 ? 7 : -1;
    case 11: // millisecond
      return word(bytes, 8) == 0x6d696c6c69736563 && tail == 0x6f6e64 ? 0 : -1;
    default:
      return -1;
  }
}

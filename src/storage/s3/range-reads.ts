/** A range of a file that somebody waits for. */
export interface WantedRange {
  readonly offset: number;
  readonly length: number;
}

/** One request to the store that serves several wanted ranges. */
export interface CoalescedRead<Wanted extends WantedRange> {
  readonly offset: number;
  readonly length: number;
  readonly parts: readonly Wanted[];
}

// A request takes as long as the transfer of about this many bytes.
const gapBytesMax = 512 * 1024;
// Longer reads come in pieces, at the same time.
const readBytesMax = 16 << 20;

/** Makes few reads of many ranges of one file: neighbours are read together with what lies between them. */
export function coalesce<Wanted extends WantedRange>(wanted: readonly Wanted[]): readonly CoalescedRead<Wanted>[] {
  const reads: { offset: number; length: number; parts: Wanted[] }[] = [];
  for (const part of [...wanted].sort((a, b) => a.offset - b.offset)) {
    const last = reads.at(-1);
    const end = part.offset + part.length;
    if (last && part.offset <= last.offset + last.length + gapBytesMax && end - last.offset <= readBytesMax) {
      last.length = Math.max(last.length, end - last.offset);
      last.parts.push(part);
    } else reads.push({ offset: part.offset, length: part.length, parts: [part] });
  }
  return reads;
}

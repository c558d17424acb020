import { seededRandom } from '../../datasets/random.js';

const footerTailBytes = 8;

/** Returns a damaged copy of a Parquet file and says what was done to it; the seed decides. */
export function mutateBytes(file: Uint8Array, seed: number): { bytes: Uint8Array; what: string } {
  const random = seededRandom(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const footerBytes = view.getUint32(file.byteLength - footerTailBytes, true);
  const footerStart = Math.max(0, file.byteLength - footerTailBytes - footerBytes);
  /** Draws a place: in the footer half of the time, because it holds all lengths and offsets. */
  const place = (): number => (random() < 0.5 ? footerStart + below(footerBytes) : below(file.byteLength));
  switch (below(6)) {
    case 0: {
      const bytes = file.slice();
      const count = 1 + below(8);
      for (let i = 0; i < count; i++) bytes[place()]! ^= 1 << below(8);
      return { bytes, what: `${count} bits flipped` };
    }
    case 1: {
      const bytes = file.slice();
      const at = place();
      bytes[at] = [0, 1, 0x7f, 0x80, 0xff][below(5)]!;
      return { bytes, what: `byte ${at} set to ${bytes[at]}` };
    }
    case 2: {
      const length = below(file.byteLength);
      return { bytes: file.slice(0, length), what: `cut to ${length} bytes` };
    }
    case 3: {
      const bytes = file.slice();
      const length = [0, 1, footerBytes + 1, footerBytes * 2, 0x7fff_ffff, 0xffff_ffff, below(1 << 24)][below(7)]!;
      new DataView(bytes.buffer).setUint32(bytes.byteLength - footerTailBytes, length >>> 0, true);
      return { bytes, what: `footer length ${length}` };
    }
    case 4: {
      const at = place();
      const count = 1 + below(64);
      const bytes = new Uint8Array(file.byteLength - Math.min(count, file.byteLength - at));
      bytes.set(file.subarray(0, at));
      bytes.set(file.subarray(file.byteLength - (bytes.byteLength - at)), at);
      return { bytes, what: `${count} bytes taken out at ${at}` };
    }
    default: {
      const bytes = file.slice();
      const at = place();
      const end = Math.min(file.byteLength, at + 1 + below(32));
      for (let i = at; i < end; i++) bytes[i] = below(256);
      return { bytes, what: `bytes ${at} to ${end} replaced` };
    }
  }
}

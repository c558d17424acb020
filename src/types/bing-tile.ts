/**
 * Bing tiles: squares of a map of the world that has 2^zoom of them on each side. A tile is kept as one number: its column in the
 * upper 32 bits, then its row in 27 and its zoom in the last 5.
 */

/** Holds a tile: its column from the west, its row from the north, and how often the map was halved. */
export interface BingTile {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** The deepest zoom. */
export const tileZoomMax = 23;

/** Puts a tile into one number. */
export const encodeTile = ({ x, y, zoom }: BingTile): bigint => (BigInt(x) << 32n) | (BigInt(y) << 5n) | BigInt(zoom);

/** Reads what `encodeTile` wrote. */
export const decodeTile = (value: bigint): BingTile => ({
  x: Number(value >> 32n),
  y: Number((value >> 5n) & 0x7ffffffn),
  zoom: Number(value & 31n),
});

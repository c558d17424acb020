import type { BingTile } from '../../../types/bing-tile.js';
import type { Geometry } from '../../../types/geometry.js';
import { checkMapLatitude, checkMapLongitude, checkZoom, tileAt, tileCorner } from './bing_tiles_around.js';
import { wrongArgument } from './geometry-call.js';
import { type Envelope, envelopeOf, envelopePolygon, pointsOf } from './rings.js';
import { planarContains, planarIntersects } from './st_contains.js';

const tilesMax = 1_000_000;
const complexityMax = 25_000_000;
// From this zoom on, large tiles inside the figure save looking at the small ones.
const zoomOfLarge = 10;

/** Gives the rectangle of a tile in degrees. */
export function tileEnvelope({ x, y, zoom }: BingTile): Envelope {
  const [upper, lower] = [tileCorner(x, y, zoom), tileCorner(x + 1, y + 1, zoom)];
  return { xMin: upper.longitude, yMin: lower.latitude, xMax: lower.longitude, yMax: upper.latitude };
}

const tilePolygon = (tile: BingTile): Geometry => envelopePolygon(tileEnvelope(tile));

/** The lower right tile; not one that the rectangle only borders on. */
function lowerRight({ yMin, xMax }: Envelope, zoom: number): BingTile {
  const { x, y } = tileAt(yMin, xMax, zoom);
  const corner = tileCorner(x, y, zoom);
  return { x: corner.longitude === xMax ? x - 1 : x, y: corner.latitude === yMin ? y - 1 : y, zoom };
}

/** Tells whether a figure is a point or fills the rectangle around it. */
function isRectangle(geometry: Geometry, { xMin, yMin, xMax, yMax }: Envelope): boolean {
  if (geometry.type === 'POINT') return true;
  if (geometry.type !== 'POLYGON' || geometry.rings.length !== 1 || geometry.rings[0]!.length !== 5) return false;
  const corners = new Set(geometry.rings[0]!.map((at) => at.join(' ')));
  return corners.size === 4 && [xMin, xMax].every((x) => [yMin, yMax].every((y) => corners.has(`${x} ${y}`)));
}

/** Lists the tiles of a zoom that cover a figure. */
export function coveringTiles(geometry: Geometry, zoom: number): BingTile[] {
  checkZoom(zoom);
  const envelope = envelopeOf(geometry);
  if (envelope === undefined) return [];
  const { xMin, yMin, xMax, yMax } = envelope;
  for (const y of [yMin, yMax]) checkMapLatitude(y, 'Latitude span for the geometry must be in [-85.05, 85.05] range');
  for (const x of [xMin, xMax])
    checkMapLongitude(x, 'Longitude span for the geometry must be in [-180.00, 180.00] range');
  const from = tileAt(yMax, xMin, zoom);
  const to = lowerRight(envelope, zoom);
  const isPlain = isRectangle(geometry, envelope);
  checkCount((to.x - from.x + 1) * (to.y - from.y + 1), zoom, { geometry, envelope, isPlain });
  const tiles: BingTile[] = [];
  if (isPlain || zoom <= zoomOfLarge) {
    for (let x = from.x; x <= to.x; x++)
      for (let y = from.y; y <= to.y; y++)
        if (isPlain || planarIntersects(tilePolygon({ x, y, zoom }), geometry)) tiles.push({ x, y, zoom });
    return tiles;
  }
  const scale = 2 ** (zoom - zoomOfLarge);
  for (let x = Math.floor(from.x / scale); x <= Math.floor(to.x / scale); x++)
    for (let y = Math.floor(from.y / scale); y <= Math.floor(to.y / scale); y++)
      addTiles(tiles, geometry, { x, y, zoom: zoomOfLarge }, zoom);
  return tiles;
}

function addTiles(tiles: BingTile[], geometry: Geometry, tile: BingTile, zoom: number): void {
  const area = tilePolygon(tile);
  if (!planarIntersects(area, geometry)) return;
  if (tile.zoom === zoom) {
    tiles.push(tile);
    return;
  }
  const isCovered = planarContains(geometry, area);
  const depth = isCovered ? zoom - tile.zoom : 1;
  const count = 2 ** depth;
  for (let x = count * tile.x; x < count * (tile.x + 1); x++)
    for (let y = count * tile.y; y < count * (tile.y + 1); y++) {
      const part = { x, y, zoom: tile.zoom + depth };
      if (isCovered) tiles.push(part);
      else addTiles(tiles, geometry, part, zoom);
    }
}

interface Covered {
  readonly geometry: Geometry;
  readonly envelope: Envelope;
  readonly isPlain: boolean;
}

function checkCount(count: number, zoom: number, { geometry, envelope, isPlain }: Covered): void {
  const { xMin, yMin, xMax, yMax } = envelope;
  if (isPlain && count > tilesMax)
    throw wrongArgument(
      `The number of tiles covering input rectangle exceeds the limit of 1M. Number of tiles: ${count}. ` +
        `Rectangle: xMin=${xMin.toFixed(2)}, yMin=${yMin.toFixed(2)}, xMax=${xMax.toFixed(2)}, yMax=${yMax.toFixed(2)}. ` +
        `Zoom level: ${zoom}.`,
    );
  if (!isPlain && count * pointsOf(geometry).length > complexityMax)
    throw wrongArgument(
      'The zoom level is too high or the geometry is too complex to compute a set of covering Bing tiles. ' +
        'Please use a lower zoom level or convert the geometry to its bounding box using the ST_Envelope function.',
    );
}

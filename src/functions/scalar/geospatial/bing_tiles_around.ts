/** Bing tiles by places: Mercator's projection onto a square of 256 pixels times 2^zoom. */
import { type BingTile, tileZoomMax } from '../../../types/bing-tile.js';
import { wrongArgument } from './geometry-call.js';
import { earthRadiusKm, greatCircleKm } from './great_circle_distance.js';

const tilePixels = 256;
const latitudeMax = 85.05112878;
const longitudeMax = 180;
const radiusKmMax = 1000;
const tilesMax = 1_000_000;

/** Refuses a zoom that no map has. */
export function checkZoom(zoom: number): void {
  if (zoom <= 0) throw wrongArgument('Zoom level must be > 0');
  if (zoom > tileZoomMax) throw wrongArgument(`Zoom level must be <= ${tileZoomMax}`);
}

/** Refuses a latitude that the map does not show. */
export function checkMapLatitude(
  latitude: number,
  message = `Latitude must be between -${latitudeMax} and ${latitudeMax}`,
): void {
  if (!(latitude >= -latitudeMax && latitude <= latitudeMax)) throw wrongArgument(message);
}

/** Refuses a longitude that the map does not show. */
export function checkMapLongitude(longitude: number, message = 'Longitude must be between -180.0 and 180.0'): void {
  if (!(longitude >= -longitudeMax && longitude <= longitudeMax)) throw wrongArgument(message);
}

const onAxis = (share: number, mapSize: number): number =>
  Math.floor(Math.trunc(Math.min(Math.max(share * mapSize, 0), mapSize - 1)) / tilePixels);

/** Gives the tile of a place. */
export function tileAt(latitude: number, longitude: number, zoom: number): BingTile {
  const mapSize = tilePixels * 2 ** zoom;
  const sine = Math.sin((latitude * Math.PI) / 180);
  const y = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  return { x: onAxis((longitude + 180) / 360, mapSize), y: onAxis(y, mapSize), zoom };
}

/** Gives the place of a tile’s upper left corner. */
export function tileCorner(x: number, y: number, zoom: number): { latitude: number; longitude: number } {
  const mapSize = tilePixels * 2 ** zoom;
  const share = (tile: number): number => Math.min(Math.max(tile * tilePixels, 0), mapSize) / mapSize;
  const up = 0.5 - share(y);
  return {
    latitude: 90 - (360 * Math.atan(Math.exp(-up * 2 * Math.PI))) / Math.PI,
    longitude: 360 * (share(x) - 0.5),
  };
}

/** Lists the tile of a place and the eight around it, as far as the map goes. */
export function neighbours(latitude: number, longitude: number, zoom: number): BingTile[] {
  checkMapLatitude(latitude);
  checkMapLongitude(longitude);
  checkZoom(zoom);
  const { x, y } = tileAt(latitude, longitude, zoom);
  const steps = [-1, 0, 1];
  const isOnMap = (tile: number): boolean => tile >= 0 && tile < 2 ** zoom;
  return steps
    .flatMap((right) => steps.map((down): BingTile => ({ x: x + right, y: y + down, zoom })))
    .filter((tile) => isOnMap(tile.x) && isOnMap(tile.y));
}

const radians = (degrees: number): number => (degrees / 180) * Math.PI;
const degrees = (angle: number): number => (angle * 180) / Math.PI;
const east = 90;
const west = 270;

/** The latitude some way north (1) or south (-1), as far as the map goes. */
function latitudeBeyond(latitude: number, radiusKm: number, sign: 1 | -1): number {
  const [phi, way] = [radians(latitude), radiusKm / earthRadiusKm];
  const found = degrees(Math.asin(Math.sin(phi) * Math.cos(way) + Math.cos(phi) * Math.sin(way) * sign));
  return Math.min(latitudeMax, Math.max(-latitudeMax, found));
}

function longitudeBeyond(latitude: number, longitude: number, radiusKm: number, bearing: number): number {
  const [phi, way] = [radians(latitude), radiusKm / earthRadiusKm];
  const found = degrees(
    radians(longitude) +
      Math.atan2(
        Math.sin(radians(bearing)) * Math.sin(way) * Math.cos(phi),
        Math.cos(way) - Math.sin(phi) * Math.sin(phi),
      ),
  );
  if (found > longitudeMax) return found - 2 * longitudeMax;
  return found < -longitudeMax ? found + 2 * longitudeMax : found;
}

/**
 * Lists the tiles that a circle touches: the row and the column of its centre, then the corners, column by column from the edge, where tiles
 * count from the first whose corner towards the centre lies within.
 */
export function tilesWithin(
  place: readonly [latitude: number, longitude: number],
  zoom: number,
  radiusKm: number,
): BingTile[] {
  const [latitude, longitude] = place;
  checkMapLatitude(latitude);
  checkMapLongitude(longitude);
  checkZoom(zoom);
  if (!(radiusKm >= 0)) throw wrongArgument('Radius must be >= 0');
  if (!(radiusKm <= radiusKmMax)) throw wrongArgument('Radius must be <= 1,000 km');
  const side = 2 ** zoom;
  const centre = tileAt(latitude, longitude, zoom);
  const top = tileAt(latitudeBeyond(latitude, radiusKm, 1), longitude, zoom).y;
  const bottom = tileAt(latitudeBeyond(latitude, radiusKm, -1), longitude, zoom).y;
  const left = tileAt(latitude, longitudeBeyond(latitude, longitude, radiusKm, west), zoom).x;
  const right = tileAt(latitude, longitudeBeyond(latitude, longitude, radiusKm, east), zoom).x;
  const columns = ((right - left + side) % side) + 1;
  const count = columns * (bottom - top + 1);
  if (count > tilesMax)
    throw wrongArgument(
      `The number of tiles covering input rectangle exceeds the limit of 1M. Number of tiles: ${count}. Radius: ${radiusKm.toFixed(1)} km. Zoom level: ${zoom}.`,
    );
  const tiles: BingTile[] = [];
  const add = (x: number, y: number): void => void tiles.push({ x, y, zoom });
  for (let i = 0; i < columns; i++) add((left + i) % side, centre.y);
  for (let y = top; y <= bottom; y++) if (y !== centre.y) add(centre.x, y);
  const isWithin = (x: number, y: number): boolean => {
    const corner = tileCorner(x, y, zoom);
    return greatCircleKm(latitude, longitude, corner.latitude, corner.longitude) <= radiusKm;
  };
  const above = Array.from({ length: centre.y - top }, (_, i) => top + i);
  const below = Array.from({ length: bottom - centre.y }, (_, i) => bottom - i);
  const addFrom = (x: number, rows: readonly number[], isFirst: (y: number) => boolean): void => {
    const first = rows.findIndex(isFirst);
    if (first >= 0) for (const y of rows.slice(first)) add(x, y);
  };
  const addColumn = (x: number, inner: number): void => {
    addFrom(x, above, (y) => isWithin(x + inner, y + 1));
    addFrom(x, below, (y) => isWithin(x + inner, y));
  };
  for (let x = right; x !== centre.x; x = (x - 1 + side) % side) addColumn(x, 0);
  for (let x = left; x !== centre.x; x = (x + 1) % side) addColumn(x, 1);
  return tiles;
}

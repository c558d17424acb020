import { type BingTile, decodeTile, encodeTile, tileZoomMax } from '../../../types/bing-tile.js';
import type { SqlValue } from '../../../types/sql-value.js';
import {
  checkMapLatitude,
  checkMapLongitude,
  checkZoom,
  neighbours,
  tileAt,
  tilesWithin,
} from './bing_tiles_around.js';
import { coveringTiles, tileEnvelope } from './geometry_to_bing_tiles.js';
import { geoFunction, geometryOf, geometryValue, hosted, wrongArgument } from './geometry-call.js';
import { envelopePolygon } from './rings.js';

const tileOf = (value: SqlValue | undefined): BingTile => decodeTile(value as bigint);

function tileAtPlace(x: number, y: number, zoom: number): bigint {
  checkZoom(zoom);
  for (const coordinate of [x, y])
    if (coordinate < 0 || coordinate >= 2 ** zoom)
      throw wrongArgument(
        `XY coordinates for a Bing tile at zoom level ${zoom} must be within [0, ${2 ** zoom}) range`,
      );
  return encodeTile({ x, y, zoom });
}

/** Each digit says in which quarter of the square before it a tile lies. */
function tileOfQuadkey(quadkey: string): bigint {
  if (quadkey.length === 0) throw wrongArgument('QuadKey must not be empty string');
  if (Buffer.byteLength(quadkey) > tileZoomMax)
    throw wrongArgument(`QuadKey must be ${tileZoomMax} characters or less`);
  if (!/^[0-3]+$/.test(quadkey)) throw wrongArgument(`Invalid QuadKey digit sequence: ${quadkey}`);
  let x = 0;
  let y = 0;
  for (const digit of quadkey) {
    x = 2 * x + (Number(digit) & 1);
    y = 2 * y + (Number(digit) >> 1);
  }
  return encodeTile({ x, y, zoom: quadkey.length });
}

function quadkeyOf({ x, y, zoom }: BingTile): string {
  let quadkey = '';
  for (let bit = zoom - 1; bit >= 0; bit--) quadkey += ((x >> bit) & 1) + 2 * ((y >> bit) & 1);
  return quadkey;
}

export const bing_tile = geoFunction(
  'bing_tile',
  'Returns the Bing tile of a column, a row and a zoom, or of a quadkey.',
  [
    hosted(['integer', 'integer', 'integer'], 'bingtile', ([x, y, zoom]) =>
      tileAtPlace(x as number, y as number, zoom as number),
    ),
    hosted(['varchar'], 'bingtile', ([quadkey]) => tileOfQuadkey(quadkey as string)),
  ],
  [["bing_tile_zoom_level(bing_tile('0231'))", '4']],
);

export const bing_tile_at = geoFunction(
  'bing_tile_at',
  'Returns the Bing tile with a latitude and a longitude at a zoom.',
  hosted(['double', 'double', 'integer'], 'bingtile', ([latitude, longitude, zoom]) => {
    checkMapLatitude(latitude as number);
    checkMapLongitude(longitude as number);
    checkZoom(zoom as number);
    return encodeTile(tileAt(latitude as number, longitude as number, zoom as number));
  }),
  [['bing_tile_quadkey(bing_tile_at(30.12, 60, 15))', '123030123010121']],
);

export const bing_tile_quadkey = geoFunction(
  'bing_tile_quadkey',
  'Returns the quadkey of a Bing tile.',
  hosted(['bingtile'], 'varchar', ([tile]) => quadkeyOf(tileOf(tile))),
  [['bing_tile_quadkey(bing_tile(3, 6, 4))', '0231']],
);

export const bing_tile_coordinates = geoFunction('bing_tile_coordinates', 'Returns column and row of a Bing tile.', {
  args: ['bingtile'],
  returns: () => ({
    kind: 'row',
    fields: [
      { name: 'x', type: { kind: 'integer' } },
      { name: 'y', type: { kind: 'integer' } },
    ],
  }),
  host: ([tile]) => {
    const { x, y } = tileOf(tile);
    return [x, y];
  },
});

export const bing_tile_zoom_level = geoFunction(
  'bing_tile_zoom_level',
  'Returns the zoom of a Bing tile.',
  hosted(['bingtile'], 'tinyint', ([tile]) => tileOf(tile).zoom),
);

export const bing_tile_polygon = geoFunction(
  'bing_tile_polygon',
  'Returns the rectangle of a Bing tile in degrees.',
  hosted(['bingtile'], 'geometry', ([tile]) => geometryValue(envelopePolygon(tileEnvelope(tileOf(tile))))),
);

export const bing_tiles_around = geoFunction(
  'bing_tiles_around',
  'Returns the Bing tiles around a place: the tile and its neighbours, or those within a distance in kilometres.',
  [
    hosted(['double', 'double', 'integer'], 'array(bingtile)', ([latitude, longitude, zoom]) =>
      neighbours(latitude as number, longitude as number, zoom as number).map(encodeTile),
    ),
    hosted(['double', 'double', 'integer', 'double'], 'array(bingtile)', ([latitude, longitude, zoom, radius]) =>
      tilesWithin([latitude as number, longitude as number], zoom as number, radius as number).map(encodeTile),
    ),
  ],
);

export const geometry_to_bing_tiles = geoFunction(
  'geometry_to_bing_tiles',
  'Returns the Bing tiles of a zoom that cover a figure of degrees.',
  hosted(['geometry', 'integer'], 'array(bingtile)', ([value, zoom]) =>
    coveringTiles(geometryOf(value), zoom as number).map(encodeTile),
  ),
);

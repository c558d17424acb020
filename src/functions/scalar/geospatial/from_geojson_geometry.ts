/** Figures as GeoJSON (RFC 7946), as JTS writes it. */
import type { Coordinate, Geometry, Path, Rings } from '../../../types/geometry.js';
import { doubleText } from '../../../types/number-text.js';
import { geoFunction, geometryOf, geometryValue, hosted, wrongArgument } from './geometry-call.js';
import { turnedRings } from './rings.js';
import { typeNames } from './st_geometryfromtext.js';

const decimals = 8;

/** Numbers of common size with at most eight digits behind the point, others as Java prints them. */
function numberText(value: number): string {
  if (Math.abs(value) < 1e-3 || value >= 1e7) return doubleText(value);
  return String(Number(value.toFixed(decimals)));
}

const pointText = ([x, y]: Coordinate): string => `[${numberText(x)},${numberText(y)}]`;
const listText = <T>(items: readonly T[], print: (item: T) => string): string => `[${items.map(print).join(',')}]`;
const pathText = (path: Path): string => listText(path, pointText);
// Outer rings are written with the clock.
const ringsText = (rings: Rings): string => listText(rings, (ring) => pathText([...ring].reverse()));

function coordinatesText(geometry: Exclude<Geometry, { type: 'GEOMETRY_COLLECTION' }>): string {
  switch (geometry.type) {
    case 'POINT':
      return geometry.at ? pointText(geometry.at) : '[]';
    case 'LINE_STRING':
      return pathText(geometry.path);
    case 'POLYGON':
      return ringsText(geometry.rings);
    case 'MULTI_POINT':
      return pathText(geometry.points);
    case 'MULTI_LINE_STRING':
      return listText(geometry.paths, pathText);
    case 'MULTI_POLYGON':
      return listText(geometry.polygons, ringsText);
  }
}

const system = '"crs":{"type":"name","properties":{"name":"EPSG:0"}}';

function bareText(geometry: Geometry): string {
  const body =
    geometry.type === 'GEOMETRY_COLLECTION'
      ? `"geometries":${listText(geometry.geometries, (part) => `{${bareText(part)}}`)}`
      : `"coordinates":${coordinatesText(geometry)}`;
  return `"type":"${typeNames[geometry.type]}",${body}`;
}

export const to_geojson_geometry = geoFunction(
  'to_geojson_geometry',
  'Writes a figure on the Earth as GeoJSON.',
  hosted(['sphericalgeography'], 'varchar', ([value]) => `{${bareText(geometryOf(value))},${system}}`),
);

const refused = (text: string) => wrongArgument(`Invalid GeoJSON: ${text}`);

const isEmptyList = (value: unknown): boolean => value === undefined || (isList(value) && value.length === 0);

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** Reads coordinates nested as a type has them; throws where they are none. */
class CoordinateReader {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  list<T>(value: unknown, read: (item: unknown) => T): T[] {
    if (value === undefined) return [];
    if (!isList(value)) throw refused(this.#text);
    return value.map(read);
  }

  point = (value: unknown): Coordinate => {
    const [x, y] = this.list(value, Number);
    if (x === undefined || y === undefined || Number.isNaN(x) || Number.isNaN(y)) throw refused(this.#text);
    return [x, y];
  };

  path = (value: unknown): Path => this.list(value, this.point);

  rings = (value: unknown): Rings => turnedRings(this.list(value, this.path).filter((ring) => ring.length > 0));

  geometry = (value: unknown): Geometry => {
    const { type, coordinates, geometries } = (value ?? {}) as Record<string, unknown>;
    switch (type) {
      case 'Point':
        return {
          type: 'POINT',
          at: isEmptyList(coordinates) ? undefined : this.point(coordinates),
        };
      case 'LineString':
        return { type: 'LINE_STRING', path: this.path(coordinates) };
      case 'Polygon':
        return { type: 'POLYGON', rings: this.rings(coordinates) };
      case 'MultiPoint':
        return { type: 'MULTI_POINT', points: this.path(coordinates) };
      case 'MultiLineString':
        return { type: 'MULTI_LINE_STRING', paths: this.list(coordinates, this.path) };
      case 'MultiPolygon':
        return { type: 'MULTI_POLYGON', polygons: this.list(coordinates, this.rings) };
      case 'GeometryCollection':
        return { type: 'GEOMETRY_COLLECTION', geometries: this.list(geometries, this.geometry) };
      default:
        throw refused(this.#text);
    }
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw refused(text);
    throw error;
  }
}

export const from_geojson_geometry = geoFunction(
  'from_geojson_geometry',
  'Reads a figure on the Earth from GeoJSON.',
  hosted(['varchar'], 'sphericalgeography', ([text]) =>
    geometryValue(new CoordinateReader(text as string).geometry(jsonOf(text as string))),
  ),
);

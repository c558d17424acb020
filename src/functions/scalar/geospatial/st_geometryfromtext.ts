import { LakeError } from '../../../base/lake-error.js';
import { type Coordinate, type Geometry, geometryBinary, readGeometryBinary } from '../../../types/geometry.js';
import { checkShells, geometryText } from '../../../types/geometry-text.js';
import type { SqlValue } from '../../../types/sql-value.js';
import { geoFunction, geometryOf, geometryValue, hosted, wrongArgument } from './geometry-call.js';
import { parseWkt } from './parse-wkt.js';
import { isSamePoint, turnedRings } from './rings.js';

function parsed(text: SqlValue | undefined): Geometry {
  const geometry = parseWkt(text as string);
  if (geometry === 'not flat')
    throw new LakeError('GENERIC_INTERNAL_ERROR', 'Only 2D points with no ID nor M attribute are supported');
  if (geometry === undefined) throw wrongArgument(`Invalid WKT: ${text as string}`);
  return geometry;
}

function parsedAs(name: string, type: Geometry['type'], text: SqlValue | undefined): SqlValue {
  const geometry = parsed(text);
  if (geometry.type !== type) throw wrongArgument(`${name} only applies to ${type}. Input type is: ${geometry.type}`);
  return geometryValue(geometry);
}

export const st_geometryfromtext = geoFunction(
  'ST_GeometryFromText',
  'Reads a figure from well-known text.',
  hosted(['varchar'], 'geometry', ([text]) => geometryValue(parsed(text))),
  [["ST_X(ST_GeometryFromText('POINT (1 2)'))", '1.0']],
);

export const st_linefromtext = geoFunction(
  'ST_LineFromText',
  'Reads a line from well-known text.',
  hosted(['varchar'], 'geometry', ([text]) => parsedAs('ST_LineFromText', 'LINE_STRING', text)),
);

export const st_polygon = geoFunction(
  'ST_Polygon',
  'Reads a polygon from well-known text.',
  hosted(['varchar'], 'geometry', ([text]) => parsedAs('ST_Polygon', 'POLYGON', text)),
);

export const st_astext = geoFunction(
  'ST_AsText',
  'Writes a figure as well-known text.',
  hosted(['geometry'], 'varchar', ([value]) => geometryText(geometryOf(value))),
  [['ST_AsText(ST_Point(1, 2.5))', 'POINT (1 2.5)']],
);

export const st_asbinary = geoFunction(
  'ST_AsBinary',
  'Writes a figure as well-known binary.',
  hosted(['geometry'], 'varbinary', ([value]) => {
    const geometry = geometryOf(value);
    checkShells(geometry);
    return geometryBinary(geometry);
  }),
  [['to_hex(ST_AsBinary(ST_Point(1, 2)))', '0101000000000000000000F03F0000000000000040']],
);

/** The rings of every polygon turned as `Geometry` has them. */
function turned(geometry: Geometry): Geometry {
  switch (geometry.type) {
    case 'POLYGON':
      return { ...geometry, rings: turnedRings(geometry.rings.filter((ring) => ring.length > 0)) };
    case 'MULTI_POLYGON':
      return { ...geometry, polygons: geometry.polygons.map(turnedRings) };
    case 'GEOMETRY_COLLECTION':
      return { ...geometry, geometries: geometry.geometries.map(turned) };
    default:
      return geometry;
  }
}

export const st_geomfrombinary = geoFunction(
  'ST_GeomFromBinary',
  'Reads a figure from well-known binary.',
  hosted(['varbinary'], 'geometry', ([bytes]) => {
    const geometry = readGeometryBinary(bytes as Uint8Array);
    if (geometry === undefined) throw wrongArgument('Invalid WKB');
    return geometryValue(turned(geometry));
  }),
  [["ST_AsText(ST_GeomFromBinary(X'0101000000000000000000F03F0000000000000040'))", 'POINT (1 2)']],
);

export const st_point = geoFunction(
  'ST_Point',
  'Makes a point of its coordinates.',
  hosted(['double', 'double'], 'geometry', ([x, y]) =>
    geometryValue({
      type: 'POINT',
      at: Number.isNaN(x) || Number.isNaN(y) ? undefined : [x as number, y as number],
    }),
  ),
  [['ST_AsText(ST_Point(1, 2))', 'POINT (1 2)']],
);

/** What messages call the types. */
export const typeNames: Readonly<Record<Geometry['type'], string>> = {
  POINT: 'Point',
  LINE_STRING: 'LineString',
  POLYGON: 'Polygon',
  MULTI_POINT: 'MultiPoint',
  MULTI_LINE_STRING: 'MultiLineString',
  MULTI_POLYGON: 'MultiPolygon',
  GEOMETRY_COLLECTION: 'GeometryCollection',
};

function linePoint(value: SqlValue, place: number): Coordinate {
  if (value === null) throw wrongArgument(`Invalid input to ST_LineString: null point at index ${place}`);
  const geometry = geometryOf(value);
  if (geometry.type !== 'POINT')
    throw wrongArgument(`ST_LineString takes only an array of valid points, ${typeNames[geometry.type]} was passed`);
  if (geometry.at === undefined) throw wrongArgument(`Invalid input to ST_LineString: empty point at index ${place}`);
  return geometry.at;
}

export const st_linestring = geoFunction(
  'ST_LineString',
  'Makes a line through points.',
  hosted(['array(geometry)'], 'geometry', ([points]) => {
    const path = (points as readonly SqlValue[]).map((value, i) => linePoint(value, i + 1));
    const twice = path.findIndex((point, i) => i > 0 && isSamePoint(point, path[i - 1]!));
    if (twice >= 0)
      throw wrongArgument(`Invalid input to ST_LineString: consecutive duplicate points at index ${twice + 1}`);
    return geometryValue({ type: 'LINE_STRING', path: path.length === 1 ? [] : path });
  }),
  [['ST_AsText(ST_LineString(ARRAY[ST_Point(1, 2), ST_Point(3, 4)]))', 'LINESTRING (1 2, 3 4)']],
);

function memberPoint(value: SqlValue, place: number): Coordinate {
  const wrong = (what: string) => wrongArgument(`Invalid input to ST_MultiPoint: ${what} at index ${place}`);
  if (value === null) throw wrong('null');
  const geometry = geometryOf(value);
  if (geometry.type !== 'POINT') throw wrong(`geometry is not a point: ${typeNames[geometry.type]}`);
  if (geometry.at === undefined) throw wrong('empty point');
  return geometry.at;
}

export const st_multipoint = geoFunction(
  'ST_MultiPoint',
  'Makes one figure of points.',
  hosted(['array(geometry)'], 'geometry', ([values]) => {
    const points = (values as readonly SqlValue[]).map((value, i) => memberPoint(value, i + 1));
    return points.length === 0 ? null : geometryValue({ type: 'MULTI_POINT', points });
  }),
);

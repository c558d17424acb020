/** Figures as well-known text (OGC 06-103r4, section 7), printed as Trino prints it. */
import { LakeError } from '../base/lake-error.js';
import { type Coordinate, doubleArea, type Geometry, type Path, type Rings } from './geometry.js';

const names = {
  POINT: 'POINT',
  LINE_STRING: 'LINESTRING',
  POLYGON: 'POLYGON',
  MULTI_POINT: 'MULTIPOINT',
  MULTI_LINE_STRING: 'MULTILINESTRING',
  MULTI_POLYGON: 'MULTIPOLYGON',
  GEOMETRY_COLLECTION: 'GEOMETRYCOLLECTION',
} as const;

/** Prints a figure; throws where a polygon has an outer ring without area. */
export function geometryText(geometry: Geometry): string {
  checkShells(geometry);
  return plainText(geometry);
}

/** Prints a figure as results show it, whatever it is. */
export const shownGeometry = (geometry: Geometry): string =>
  hasFlatShell(geometry) ? '<invalid geometry>' : plainText(geometry);

/** Refuses a figure with a polygon whose outer ring has no area. */
export function checkShells(geometry: Geometry): void {
  if (hasFlatShell(geometry)) throw new LakeError('GENERIC_INTERNAL_ERROR', 'corrupted geometry');
}

function hasFlatShell(geometry: Geometry): boolean {
  switch (geometry.type) {
    case 'POLYGON':
      return isFlat(geometry.rings);
    case 'MULTI_POLYGON':
      return geometry.polygons.some(isFlat);
    case 'GEOMETRY_COLLECTION':
      return geometry.geometries.some(hasFlatShell);
    default:
      return false;
  }
}

const isFlat = ([shell]: Rings): boolean => shell !== undefined && doubleArea(shell) === 0;

const plainText = (geometry: Geometry): string => `${names[geometry.type]} ${bodyText(geometry)}`;

function bodyText(geometry: Geometry): string {
  switch (geometry.type) {
    case 'POINT':
      return listText(geometry.at ? [geometry.at] : [], pointText);
    case 'LINE_STRING':
      return pathText(geometry.path);
    case 'POLYGON':
      return ringsText(geometry.rings);
    case 'MULTI_POINT':
      return listText(geometry.points, (point) => `(${pointText(point)})`);
    case 'MULTI_LINE_STRING':
      return listText(geometry.paths, pathText);
    case 'MULTI_POLYGON':
      return listText(geometry.polygons, ringsText);
    case 'GEOMETRY_COLLECTION':
      return listText(geometry.geometries, plainText);
  }
}

const listText = <T>(items: readonly T[], print: (item: T) => string): string =>
  items.length === 0 ? 'EMPTY' : `(${items.map(print).join(', ')})`;
const pathText = (path: Path): string => listText(path, pointText);
const ringsText = (rings: Rings): string => listText(rings, pathText);
const pointText = ([x, y]: Coordinate): string => `${ordinateText(x)} ${ordinateText(y)}`;

const digitsMax = 17;

/** Prints a number as C's `%.17g` does, of its shortest digits: from 1e-4 to below 1e17 plainly, without zeros at the end. */
export function ordinateText(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  if (!Number.isFinite(value)) return String(value);
  const [digits, exponent] = value.toExponential().split('e') as [string, string];
  const power = Number(exponent);
  // JavaScript prints the shortest digits, plainly from 1e-6 to below 1e21.
  if (power >= -4 && power < digitsMax) return String(value);
  const point = digits.includes('.') ? digits : `${digits}.`;
  const sign = value < 0 ? 1 : 0;
  return `${point.padEnd(digitsMax + 1 + sign, '0')}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

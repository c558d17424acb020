import { createRequire } from 'node:module';
import { assert, LakeError } from '../../../base/lake-error.js';
import type { Coordinate, Geometry, Path, Rings } from '../../../types/geometry.js';
import { turnedRings } from './rings.js';

/** What is used of a figure of jsts. */
export interface PlanarFigure {
  getGeometryType(): string;
  getNumGeometries(): number;
  getGeometryN(index: number): PlanarFigure;
  getCoordinates(): { readonly x: number; readonly y: number }[];
  getExteriorRing(): PlanarFigure;
  getNumInteriorRing(): number;
  getInteriorRingN(index: number): PlanarFigure;
  isEmpty(): boolean;
  relate(other: PlanarFigure): { matches(pattern: string): boolean };
  distance(other: PlanarFigure): number;
  intersection(other: PlanarFigure): PlanarFigure;
  union(other: PlanarFigure): PlanarFigure;
  difference(other: PlanarFigure): PlanarFigure;
  symDifference(other: PlanarFigure): PlanarFigure;
  buffer(distance: number, quadrantSegments: number): PlanarFigure;
  convexHull(): PlanarFigure;
  isSimple(): boolean;
  touches(other: PlanarFigure): boolean;
  crosses(other: PlanarFigure): boolean;
  overlaps(other: PlanarFigure): boolean;
}

interface Factory {
  createPoint(at?: unknown): PlanarFigure;
  createLineString(points: readonly unknown[]): PlanarFigure;
  createLinearRing(points: readonly unknown[]): PlanarFigure;
  createPolygon(shell?: PlanarFigure, holes?: readonly PlanarFigure[]): PlanarFigure;
  createGeometryCollection(parts: readonly PlanarFigure[]): PlanarFigure;
  createMultiPoint(parts: readonly PlanarFigure[]): PlanarFigure;
  createMultiLineString(parts: readonly PlanarFigure[]): PlanarFigure;
  createMultiPolygon(parts: readonly PlanarFigure[]): PlanarFigure;
}

interface ValidityError {
  getErrorType(): number;
  getCoordinate(): { readonly x: number; readonly y: number } | null;
}

interface Jsts {
  readonly geom: {
    readonly GeometryFactory: new () => Factory;
    readonly Coordinate: new (x: number, y: number) => unknown;
  };
  readonly operation: {
    readonly distance: {
      readonly DistanceOp: { nearestPoints(a: PlanarFigure, b: PlanarFigure): { x: number; y: number }[] };
    };
    readonly valid: {
      readonly IsValidOp: new (figure: PlanarFigure) => { getValidationError(): ValidityError | null };
    };
  };
  readonly simplify: {
    readonly TopologyPreservingSimplifier: { simplify(figure: PlanarFigure, tolerance: number): PlanarFigure };
  };
}

let loaded: Jsts | undefined;

/**
 * Loads jsts when a query first needs it: one file, which sets a global variable once, or adds to `exports` where that is one (in Node's
 * REPL).
 */
export function planarAlgorithms(): Jsts {
  if (loaded) return loaded;
  const globals = globalThis as { jsts?: Jsts; exports?: Partial<Jsts> };
  try {
    createRequire(import.meta.url)('jsts/dist/jsts.min.js');
    loaded = globals.jsts ?? (globals.exports?.geom ? (globals.exports as Jsts) : undefined);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_REQUIRE_ESM') throw error;
    throw new LakeError('NOT_SUPPORTED', 'This function of figures needs Node 20.19 or later', {
      hint: `This is Node ${process.versions.node}.`,
    });
  }
  assert(loaded, 'jsts was loaded');
  return loaded;
}

/** Makes a figure of jsts. */
export function planarFigure(geometry: Geometry): PlanarFigure {
  const { geom } = planarAlgorithms();
  const factory = new geom.GeometryFactory();
  const coordinates = (path: Path): unknown[] => path.map(([x, y]) => new geom.Coordinate(x, y));
  const polygon = (rings: Rings): PlanarFigure =>
    rings.length === 0
      ? factory.createPolygon()
      : factory.createPolygon(
          factory.createLinearRing(coordinates(rings[0]!)),
          rings.slice(1).map((ring) => factory.createLinearRing(coordinates(ring))),
        );
  switch (geometry.type) {
    case 'POINT':
      return geometry.at ? factory.createPoint(coordinates([geometry.at])[0]) : factory.createPoint();
    case 'LINE_STRING':
      return factory.createLineString(coordinates(geometry.path));
    case 'POLYGON':
      return polygon(geometry.rings);
    case 'MULTI_POINT':
      return factory.createMultiPoint(geometry.points.map((at) => factory.createPoint(coordinates([at])[0])));
    case 'MULTI_LINE_STRING':
      return factory.createMultiLineString(geometry.paths.map((path) => factory.createLineString(coordinates(path))));
    case 'MULTI_POLYGON':
      return factory.createMultiPolygon(geometry.polygons.map(polygon));
    case 'GEOMETRY_COLLECTION':
      return factory.createGeometryCollection(geometry.geometries.map(planarFigure));
  }
}

const pathOf = (figure: PlanarFigure): Path => figure.getCoordinates().map(({ x, y }): Coordinate => [x, y]);
const membersOf = (figure: PlanarFigure): PlanarFigure[] =>
  Array.from({ length: figure.getNumGeometries() }, (_, index) => figure.getGeometryN(index));

function ringsOf(figure: PlanarFigure): Rings {
  if (figure.isEmpty()) return [];
  const holes = Array.from({ length: figure.getNumInteriorRing() }, (_, index) => figure.getInteriorRingN(index));
  return turnedRings([figure.getExteriorRing(), ...holes].map(pathOf));
}

/** Reads a figure of jsts. */
export function geometryOfPlanar(figure: PlanarFigure): Geometry {
  switch (figure.getGeometryType()) {
    case 'Point':
      return { type: 'POINT', at: pathOf(figure)[0] };
    case 'LineString':
    case 'LinearRing':
      return { type: 'LINE_STRING', path: pathOf(figure) };
    case 'Polygon':
      return { type: 'POLYGON', rings: ringsOf(figure) };
    case 'MultiPoint':
      return { type: 'MULTI_POINT', points: pathOf(figure) };
    case 'MultiLineString':
      return { type: 'MULTI_LINE_STRING', paths: membersOf(figure).map(pathOf) };
    case 'MultiPolygon':
      return { type: 'MULTI_POLYGON', polygons: membersOf(figure).map(ringsOf) };
    default:
      return { type: 'GEOMETRY_COLLECTION', geometries: membersOf(figure).map(geometryOfPlanar) };
  }
}

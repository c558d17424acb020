/** What two figures have together: points by comparing them, lines and areas by jsts, the result put in Trino's order. */
import { LakeError } from '../../../base/lake-error.js';
import type { Coordinate, Geometry, Path, Rings } from '../../../types/geometry.js';
import { geometryOfPlanar, planarFigure } from './planar.js';
import { isEmptyGeometry, isSamePoint, linesOf, pointsOf, polygonsOf } from './rings.js';
import { flattened, planarIntersects } from './st_contains.js';
import { dimensionOf } from './st_points.js';

/** From below, then from the left. */
const compareFromBelow = (a: Coordinate, b: Coordinate): number => a[1] - b[1] || a[0] - b[0];

/** Turns a ring so that its lowest point, of those the leftmost, comes first. */
function fromLowest(ring: Path): Path {
  const points = ring.slice(0, -1);
  const lowest = points.reduce((best, point, i) => (compareFromBelow(point, points[best]!) < 0 ? i : best), 0);
  return points.length === 0 ? ring : [...points.slice(lowest), ...points.slice(0, lowest), points[lowest]!];
}

const orderedRings = (rings: Rings): Rings => {
  const [outer, ...holes] = rings.map(fromLowest);
  return [outer!, ...holes.sort((a, b) => compareFromBelow(a[0]!, b[0]!))];
};

const pointsFigure = (points: Path): Geometry =>
  points.length === 1 ? { type: 'POINT', at: points[0] } : { type: 'MULTI_POINT', points };

const linesFigure = (paths: readonly Path[]): Geometry =>
  paths.length === 1 ? { type: 'LINE_STRING', path: paths[0]! } : { type: 'MULTI_LINE_STRING', paths };

const areasFigure = (polygons: readonly Rings[]): Geometry =>
  polygons.length === 1 ? { type: 'POLYGON', rings: polygons[0]! } : { type: 'MULTI_POLYGON', polygons };

/** One figure of the parts of a figure: of one dimension by itself, of several a collection. */
function combined(parts: readonly Geometry[]): Geometry | undefined {
  const points = parts.filter((part) => dimensionOf(part) === 0).flatMap(pointsOf);
  const lines = parts.flatMap(linesOf);
  const areas = parts.flatMap(polygonsOf).map(orderedRings);
  areas.sort((a, b) => compareFromBelow(a[0]![0]!, b[0]![0]!));
  const figures = [
    ...(points.length > 0 ? [pointsFigure(points)] : []),
    ...(lines.length > 0 ? [linesFigure(lines)] : []),
    ...(areas.length > 0 ? [areasFigure(areas)] : []),
  ];
  return figures.length > 1 ? { type: 'GEOMETRY_COLLECTION', geometries: figures } : figures[0];
}

const nothing: Geometry = { type: 'MULTI_POLYGON', polygons: [] };

/** The parts of a figure; those of a collection do not overlap. */
const partsOf = (geometry: Geometry): readonly Geometry[] =>
  flattened(geometry.type === 'GEOMETRY_COLLECTION' ? (unionOf([geometry]) ?? geometry) : geometry).filter(
    (part) => !isEmptyGeometry(part),
  );

/** Gives what lies in both figures. */
export function intersectionOf(a: Geometry, b: Geometry): Geometry {
  const parts = partsOf(a).flatMap((one) => partsOf(b).flatMap((other) => commonParts(one, other)));
  return combined(parts) ?? nothing;
}

function commonParts(a: Geometry, b: Geometry): readonly Geometry[] {
  if (!planarIntersects(a, b)) return [];
  const [points, other] = dimensionOf(a) === 0 ? [a, b] : [b, a];
  if (dimensionOf(points) === 0)
    return distinct(pointsOf(points))
      .flatMap(pointsOf)
      .filter((at) => planarIntersects({ type: 'POINT', at }, other))
      .map((at) => ({ type: 'POINT', at }));
  const found = geometryOfPlanar(planarFigure(a).intersection(planarFigure(b)));
  const common = flattened(found);
  if (dimensionOf(a) !== 1 || dimensionOf(b) !== 1) return common;
  return mergedLines(common);
}

/** Joins lines end to start, in their order, where only two meet. */
function mergedLines(parts: readonly Geometry[]): readonly Geometry[] {
  const paths: Path[] = [];
  for (const path of parts.flatMap(linesOf)) {
    const last = paths.at(-1);
    if (last && isSamePoint(last.at(-1)!, path[0]!)) paths[paths.length - 1] = [...last, ...path.slice(1)];
    else paths.push(path);
  }
  return [
    ...parts.filter((part) => dimensionOf(part) === 0),
    ...paths.map((path): Geometry => ({ type: 'LINE_STRING', path })),
  ];
}

function emptyLike(geometry: Geometry): Geometry {
  switch (geometry.type) {
    case 'POINT':
      return { type: 'POINT', at: undefined };
    case 'MULTI_POINT':
      return { type: 'MULTI_POINT', points: [] };
    case 'LINE_STRING':
    case 'MULTI_LINE_STRING':
      return { type: 'MULTI_LINE_STRING', paths: [] };
    case 'GEOMETRY_COLLECTION':
      return { type: 'GEOMETRY_COLLECTION', geometries: [] };
    default:
      return nothing;
  }
}

/** Gives what of one figure lies outside the other. */
export function differenceOf(a: Geometry, b: Geometry): Geometry {
  if (isEmptyGeometry(a) || !planarIntersects(a, b)) return a;
  const rest = partsOf(a).flatMap((one) => partsOf(b).reduce(restOf, [one]));
  return combined(rest) ?? emptyLike(a);
}

function restOf(parts: readonly Geometry[], cut: Geometry): readonly Geometry[] {
  return parts.flatMap((part) => {
    if (dimensionOf(part) === 0)
      return pointsOf(part)
        .filter((at) => !planarIntersects({ type: 'POINT', at }, cut))
        .map((at): Geometry => ({ type: 'POINT', at }));
    if (dimensionOf(cut) < dimensionOf(part) || !planarIntersects(part, cut)) return [part];
    return flattened(geometryOfPlanar(planarFigure(part).difference(planarFigure(cut)))).filter(
      (rest) => !isEmptyGeometry(rest),
    );
  });
}

/** Gives what lies in one of the figures alone; of figures of different dimensions, the greater one. */
export function symmetricDifferenceOf(a: Geometry, b: Geometry): Geometry {
  if (a.type === 'GEOMETRY_COLLECTION' || b.type === 'GEOMETRY_COLLECTION')
    throw new LakeError('GENERIC_INTERNAL_ERROR', 'Internal error');
  const [dimensionA, dimensionB] = [dimensionOf(a), dimensionOf(b)];
  if (dimensionA !== dimensionB) return dimensionA > dimensionB ? a : b;
  const parts = [differenceOf(a, b), differenceOf(b, a)].flatMap(partsOf);
  return parts.length === 0 ? emptyLike(a) : unionOf(parts)!;
}

/** Gives the figure of all points of some figures. */
export function unionOf(geometries: readonly Geometry[]): Geometry | undefined {
  if (geometries.length === 0) return undefined;
  const parts = geometries.flatMap(flattened).filter((part) => !isEmptyGeometry(part));
  const byDimension = [0, 1, 2].map((dimension) => parts.filter((part) => dimensionOf(part) === dimension));
  const areas = joined(byDimension[2]!);
  const lines = outside(joined(byDimension[1]!), areas);
  const points = outside(distinct(byDimension[0]!.flatMap(pointsOf)), [...lines, ...areas]);
  const touchedAreas = areas.flatMap((area) => withNodes(area, [...byDimension[0]!, ...byDimension[1]!]));
  return combined([...points, ...orderedLines(lines), ...touchedAreas]) ?? emptyLike(geometries[0]!);
}

const joined = (parts: readonly Geometry[]): readonly Geometry[] =>
  parts.length === 0
    ? []
    : flattened(geometryOfPlanar(parts.map(planarFigure).reduce((all, figure) => all.union(figure))));

const outside = (parts: readonly Geometry[], covers: readonly Geometry[]): readonly Geometry[] =>
  covers.reduce(restOf, parts);

function distinct(points: Path): readonly Geometry[] {
  const seen = new Map(points.map((point) => [point.join(' '), point]));
  return [...seen.values()].sort(compareFromBelow).map((at) => ({ type: 'POINT', at }));
}

/** Lines from left to right, joined where two ends meet alone, from below. */
function orderedLines(parts: readonly Geometry[]): readonly Geometry[] {
  const rightward = parts.flatMap(linesOf).map((path) => (path[0]![0] <= path.at(-1)![0] ? path : [...path].reverse()));
  rightward.sort((a, b) => compareFromBelow(a[0]!, b[0]!) || compareFromBelow(a[1]!, b[1]!));
  const ends = new Map<string, number>();
  for (const path of rightward)
    for (const end of [path[0]!, path.at(-1)!]) ends.set(end.join(' '), (ends.get(end.join(' ')) ?? 0) + 1);
  const paths: Path[] = [];
  for (const path of rightward) {
    const isMet = ends.get(path[0]!.join(' ')) === 2;
    const before = isMet ? paths.findIndex((other) => isSamePoint(other.at(-1)!, path[0]!)) : -1;
    if (before >= 0) paths[before] = [...paths[before]!, ...path.slice(1)];
    else paths.push(path);
  }
  return paths.map((path) => ({ type: 'LINE_STRING', path }));
}

/** An area with the points at which lesser figures touch its rings as points of the rings. */
function withNodes(area: Geometry, others: readonly Geometry[]): readonly Geometry[] {
  const nodes = others
    .filter((other) => planarIntersects(area, other))
    .flatMap((other) => {
      const rings: Geometry = { type: 'MULTI_LINE_STRING', paths: polygonsOf(area).flat() };
      return commonParts(other, rings).flatMap(pointsOf);
    });
  return polygonsOf(area).map((rings) => ({ type: 'POLYGON', rings: rings.map((ring) => ringWith(ring, nodes)) }));
}

const ringWith = (ring: Path, nodes: Path): Path =>
  nodes.reduce((path: Path, node) => {
    if (path.some((point) => isSamePoint(point, node))) return path;
    const at = path.findIndex((b, i) => i > 0 && isOnSegment(node, path[i - 1]!, b));
    return at < 0 ? path : [...path.slice(0, at), node, ...path.slice(at)];
  }, ring);

const isOnSegment = ([x, y]: Coordinate, [x1, y1]: Coordinate, [x2, y2]: Coordinate): boolean =>
  (x2 - x1) * (y - y1) === (x - x1) * (y2 - y1) &&
  x >= Math.min(x1, x2) &&
  x <= Math.max(x1, x2) &&
  y >= Math.min(y1, y2) &&
  y <= Math.max(y1, y2);

/** Gives the smallest convex figure around another. */
export function convexHullOf(geometry: Geometry): Geometry {
  if (isEmptyGeometry(geometry) || geometry.type === 'POINT') return geometry;
  const hull = geometryOfPlanar(planarFigure(geometry).convexHull());
  return hull.type === 'POLYGON' ? { ...hull, rings: orderedRings(hull.rings) } : hull;
}

/** The area within a distance of a figure, with the corners that Trino gives it: those of one circle of 96 edges, and the ends of arcs. */
import type { Coordinate, Geometry, Path } from '../../../types/geometry.js';
import { unionOf } from './overlay.js';
import { linesOf, pointsOf, polygonsOf, turnedRing } from './rings.js';

const quadrantEdges = 24;

/** The corners of a circle of radius 1 against the clock from (1, 0); each quadrant turns step by step from its upper end. */
const circle: Path = (() => {
  const step = Math.PI / 2 / quadrantEdges;
  const [cos, sin] = [Math.cos(step), Math.sin(step)];
  const quadrant: Coordinate[] = [[0, 1]];
  for (let i = 1; i < quadrantEdges; i++) {
    const [x, y] = quadrant[i - 1]!;
    quadrant.push([x * cos + y * sin, y * cos - x * sin]);
  }
  const clockwise = [
    ...quadrant,
    ...quadrant.map(([x, y]): Coordinate => [y, -x]),
    ...quadrant.map(([x, y]): Coordinate => [-x, -y]),
    ...quadrant.map(([x, y]): Coordinate => [-y, x]),
  ];
  const against = clockwise.reverse();
  const first = against.findIndex(([x, y]) => x === 1 && y === 0);
  return [...against.slice(first), ...against.slice(0, first)].map(([x, y]): Coordinate => [x + 0, y + 0]);
})();

const around = ([x, y]: Coordinate, radius: number, corners: Path): Path =>
  corners.map(([cx, cy]): Coordinate => [x + radius * cx, y + radius * cy]);

/** The area around a segment: half a circle at either end, and the sides. */
function capsule(a: Coordinate, b: Coordinate, radius: number): Geometry {
  const length = Math.sqrt((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2);
  const [dx, dy] = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
  const isAhead = ([x, y]: Coordinate): boolean => x * dx + y * dy > 1e-12;
  const half = (sign: 1 | -1): Path => {
    const arc = circle.filter(([x, y]) => isAhead([sign * x, sign * y]));
    // From the right side of the direction to its left.
    const angle = ([x, y]: Coordinate): number => Math.atan2(sign * (dx * y - dy * x), sign * (dx * x + dy * y));
    return [[sign * dy, -sign * dx], ...[...arc].sort((p, q) => angle(p) - angle(q)), [-sign * dy, sign * dx]];
  };
  const ring = [...around(b, radius, half(1)), ...around(a, radius, half(-1))];
  return { type: 'POLYGON', rings: [turnedRing(ring, false)] };
}

/** Gives the area within a distance of a figure that is not empty. */
export function bufferOf(geometry: Geometry, radius: number): Geometry {
  const disc = (at: Coordinate): Geometry => ({
    type: 'POLYGON',
    rings: [turnedRing(around(at, radius, circle), false)],
  });
  if (geometry.type === 'POINT') return disc(geometry.at!);
  return unionOf(areasAround(geometry))!;

  function areasAround(part: Geometry): readonly Geometry[] {
    if (part.type === 'GEOMETRY_COLLECTION') return part.geometries.flatMap(areasAround);
    const polygons = polygonsOf(part);
    const lines = [...linesOf(part), ...polygons.flat()];
    if (lines.length === 0) return pointsOf(part).map(disc);
    const sides = lines.flatMap((path) =>
      path
        .slice(1)
        .map((end, i) => [path[i]!, end] as const)
        .filter(([a, b]) => a[0] !== b[0] || a[1] !== b[1])
        .map(([a, b]) => capsule(a, b, radius)),
    );
    return [...polygons.map((rings): Geometry => ({ type: 'POLYGON', rings })), ...sides];
  }
}

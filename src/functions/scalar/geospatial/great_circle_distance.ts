import { type Coordinate, doubleArea, type Geometry, type Path } from '../../../types/geometry.js';
import { geoFunction, geometryOf, hosted, sphericalOfType, wrongArgument } from './geometry-call.js';
import { envelopeOf, isEmptyGeometry, isSamePoint, linesOf, polygonsOf } from './rings.js';

/** The radius of the Earth as a sphere. */
export const earthRadiusKm = 6371.01;
const metresPerKm = 1000;
const earthRadiusM = earthRadiusKm * metresPerKm;
const turn = 2 * Math.PI;

const radians = (degrees: number): number => (degrees / 180) * Math.PI;

function checkPlace(latitude: number, longitude: number): void {
  if (!(latitude >= -90 && latitude <= 90)) throw wrongArgument('Latitude must be between -90 and 90');
  if (!(longitude >= -180 && longitude <= 180)) throw wrongArgument('Longitude must be between -180 and 180');
}

/** Measures the way over the sphere between two places, in kilometres. */
export function greatCircleKm(latitude1: number, longitude1: number, latitude2: number, longitude2: number): number {
  const [phi1, phi2] = [radians(latitude1), radians(latitude2)];
  const [sin1, cos1] = [Math.sin(phi1), Math.cos(phi1)];
  const [sin2, cos2] = [Math.sin(phi2), Math.cos(phi2)];
  const delta = radians(longitude1) - radians(longitude2);
  const across = cos2 * Math.sin(delta);
  const along = cos1 * sin2 - sin1 * cos2 * Math.cos(delta);
  const towards = sin1 * sin2 + cos1 * cos2 * Math.cos(delta);
  return Math.atan2(Math.sqrt(across * across + along * along), towards) * earthRadiusKm;
}

export const great_circle_distance = geoFunction(
  'great_circle_distance',
  'Returns the distance in kilometres of two places on the Earth: latitude and longitude of each.',
  hosted(['double', 'double', 'double', 'double'], 'double', (args) => {
    const [latitude1, longitude1, latitude2, longitude2] = args as [number, number, number, number];
    checkPlace(latitude1, longitude1);
    checkPlace(latitude2, longitude2);
    return greatCircleKm(latitude1, longitude1, latitude2, longitude2);
  }),
  [['great_circle_distance(0, 0, 0, 0)', '0.0']],
);

export const to_spherical_geography = geoFunction(
  'to_spherical_geography',
  'Takes a figure of degrees of longitude and latitude as one on the Earth.',
  hosted(['geometry'], 'sphericalgeography', ([value]) => {
    const envelope = envelopeOf(geometryOf(value));
    if (envelope) {
      const { xMin, xMax, yMin, yMax } = envelope;
      // Latitudes are looked at before longitudes.
      for (const latitude of [yMin, yMax]) checkPlace(latitude, 0);
      for (const longitude of [xMin, xMax]) checkPlace(0, longitude);
    }
    return value!;
  }),
);

export const to_geometry = geoFunction(
  'to_geometry',
  'Takes a figure on the Earth as one of the plane, in degrees of longitude and latitude.',
  hosted(['sphericalgeography'], 'geometry', ([value]) => value!),
);

const metres = (a: Coordinate, b: Coordinate): number => greatCircleKm(a[1], a[0], b[1], b[0]) * metresPerKm;

/** Measures the distance of two points in metres. */
export function sphericalDistance(a: Geometry, b: Geometry): number | null {
  if (isEmptyGeometry(a) || isEmptyGeometry(b)) return null;
  const [from, to] = [a, b].map((geometry) => sphericalOfType('ST_Distance', geometry, ['POINT']).at!);
  return metres(from!, to!);
}

/** Measures lines in metres. */
export function sphericalLength(geometry: Geometry): number | null {
  if (isEmptyGeometry(geometry)) return null;
  const lines = linesOf(sphericalOfType('ST_Length', geometry, ['LINE_STRING', 'MULTI_LINE_STRING']));
  let kilometres = 0;
  for (const path of lines)
    for (let i = 1; i < path.length; i++)
      kilometres += greatCircleKm(path[i - 1]![1], path[i - 1]![0], path[i]![1], path[i]![0]);
  return kilometres * metresPerKm;
}

/** Measures the area of polygons in square metres. */
export function sphericalArea(geometry: Geometry): number | null {
  if (isEmptyGeometry(geometry)) return null;
  const polygons = polygonsOf(sphericalOfType('ST_Area', geometry, ['POLYGON', 'MULTI_POLYGON']));
  let excess = 0;
  // A ring without area on the plane counts as a hole.
  for (const ring of polygons.flat()) excess += (doubleArea(ring) > 0 ? 1 : -1) * Math.abs(ringExcess(ring));
  return Math.abs(excess * earthRadiusM * earthRadiusM);
}

const halfTurned = (angle: number): number => ((angle + 3 * Math.PI) % turn) - Math.PI;

/**
 * The spherical excess of a ring, from that of the trapezoids between its edges and the equator. The turns of the course add up to a whole
 * one unless a pole lies inside, whose excess then lacks a whole turn.
 */
function ringExcess(ring: Path): number {
  const points = isSamePoint(ring[0]!, ring.at(-1)!) ? ring.slice(0, -1) : ring;
  if (points.length < 3) throw wrongArgument('Polygon is not valid: a loop contains less then 3 vertices.');
  let excess = 0;
  let course = 0;
  let firstBearing: number | undefined;
  let lastBearing = 0;
  let [lambda, phi] = points.at(-1)!.map(radians) as [number, number];
  for (const point of points) {
    const [nextLambda, nextPhi] = point.map(radians) as [number, number];
    if (nextLambda === lambda && nextPhi === phi)
      throw wrongArgument('Polygon is not valid: it has two identical consecutive vertices');
    const delta = nextLambda - lambda;
    const [tan, nextTan] = [Math.tan(phi / 2), Math.tan(nextPhi / 2)];
    excess += 2 * Math.atan2(Math.tan(delta / 2) * (tan + nextTan), 1 + tan * nextTan);
    const bearing = (bearingOf(phi, nextPhi, delta) + turn) % turn;
    const arrival = (bearingOf(nextPhi, phi, -delta) + Math.PI) % turn;
    if (firstBearing === undefined) firstBearing = bearing;
    else course += halfTurned(bearing - lastBearing);
    course += halfTurned(arrival - bearing);
    [lambda, phi, lastBearing] = [nextLambda, nextPhi, arrival];
  }
  course += halfTurned(firstBearing! - lastBearing);
  return Math.abs(course) < Math.PI / 4 ? Math.abs(excess) - turn : excess;
}

const bearingOf = (phi1: number, phi2: number, delta: number): number =>
  Math.atan2(
    Math.sin(delta) * Math.cos(phi2),
    Math.cos(phi1) * Math.sin(phi2) - Math.sin(phi1) * Math.cos(phi2) * Math.cos(delta),
  );

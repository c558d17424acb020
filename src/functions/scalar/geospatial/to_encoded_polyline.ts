/** Lines in Google's encoded polyline format: differences of latitude and longitude in units of 1e-5 degrees, five bits a letter. */
import type { Coordinate, Path } from '../../../types/geometry.js';
import { geoFunction, geometryOfType, geometryValue, hosted, wrongArgument } from './geometry-call.js';

const unit = 1e-5;
const letterBase = 63;
const moreBit = 0x20;
const lowBits = 0x1f;

function encodeNumber(value: number): string {
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  let text = '';
  for (; rest >= moreBit; rest = Math.floor(rest / moreBit))
    text += String.fromCharCode((moreBit | (rest % moreBit)) + letterBase);
  return text + String.fromCharCode(rest + letterBase);
}

function encodePath(path: Path): string {
  let [lastLatitude, lastLongitude] = [0, 0];
  let text = '';
  for (const [x, y] of path) {
    const [latitude, longitude] = [Math.round(y / unit), Math.round(x / unit)];
    text += encodeNumber(latitude - lastLatitude) + encodeNumber(longitude - lastLongitude);
    [lastLatitude, lastLongitude] = [latitude, longitude];
  }
  return text;
}

function decodePath(text: string): Path {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const letter of text) {
    const bits = letter.charCodeAt(0) - letterBase;
    value += (bits & lowBits) * 2 ** shift;
    shift += 5;
    if (bits >= moreBit) continue;
    numbers.push(value % 2 === 1 ? -(value + 1) / 2 : value / 2);
    [value, shift] = [0, 0];
  }
  if (shift > 0 || numbers.length % 2 === 1) throw wrongArgument('Input is not a valid encoded polyline string');
  const path: Coordinate[] = [];
  let [latitude, longitude] = [0, 0];
  for (let i = 0; i < numbers.length; i += 2) {
    latitude += numbers[i]!;
    longitude += numbers[i + 1]!;
    path.push([longitude * unit, latitude * unit]);
  }
  return path;
}

export const to_encoded_polyline = geoFunction(
  'to_encoded_polyline',
  'Writes a line or points as an encoded polyline.',
  hosted(['geometry'], 'varchar', ([value]) => {
    const geometry = geometryOfType('encode_polyline', value, ['MULTI_POINT', 'LINE_STRING']);
    return encodePath(geometry.type === 'LINE_STRING' ? geometry.path : geometry.points);
  }),
);

export const from_encoded_polyline = geoFunction(
  'from_encoded_polyline',
  'Reads a line from an encoded polyline.',
  hosted(['varchar'], 'geometry', ([text]) => geometryValue({ type: 'LINE_STRING', path: decodePath(text as string) })),
);

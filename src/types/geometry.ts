/**
 * Geometries of the plane, and the bytes that stand for one in memory: well-known binary (OGC 06-103r4, section 8), little endian. The
 * outer ring of a polygon runs against the clock and its holes with it, so that equal bytes are equal figures as Trino compares them.
 * One byte of our own may stand before: 0xEE marks an envelope, a rectangle that is known to be one.
 */
import { assert } from '../base/lake-error.js';

/** A point of the plane: x, y. */
export type Coordinate = readonly [x: number, y: number];
/** A line, or a ring whose first point is its last. */
export type Path = readonly Coordinate[];
/** An outer ring and holes; without rings it is empty. */
export type Rings = readonly Path[];

/** A figure. The names of types are those that Trino's messages have. */
export type Geometry =
  | { readonly type: 'POINT'; readonly at: Coordinate | undefined }
  | { readonly type: 'LINE_STRING'; readonly path: Path }
  | { readonly type: 'POLYGON'; readonly rings: Rings; readonly isEnvelope?: true | undefined }
  | { readonly type: 'MULTI_POINT'; readonly points: Path }
  | { readonly type: 'MULTI_LINE_STRING'; readonly paths: readonly Path[] }
  | { readonly type: 'MULTI_POLYGON'; readonly polygons: readonly Rings[] }
  | { readonly type: 'GEOMETRY_COLLECTION'; readonly geometries: readonly Geometry[] };

/** Names the types of figures. */
export type GeometryType = Geometry['type'];

/** Twice the area inside a ring, positive when it runs against the clock. */
export function doubleArea(ring: Path): number {
  const [x0, y0] = ring[0] ?? [0, 0];
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const [x1, y1] = ring[i - 1]!;
    const [x2, y2] = ring[i]!;
    sum += (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
  }
  return sum;
}

// In the order of their numbers in well-known binary, from 1.
const typeOrder: readonly GeometryType[] = [
  'POINT',
  'LINE_STRING',
  'POLYGON',
  'MULTI_POINT',
  'MULTI_LINE_STRING',
  'MULTI_POLYGON',
  'GEOMETRY_COLLECTION',
];
const envelopeMark = 0xee;
const headBytes = 5;
const countBytes = 4;
const pointBytes = 16;

/** Writes a figure as well-known binary. */
export function geometryBinary(geometry: Geometry): Uint8Array {
  const bytes = new Uint8Array(binaryLength(geometry));
  new BinaryWriter(bytes).geometry(geometry);
  return bytes;
}

/** Gives the bytes that stand for a figure in memory. */
export function encodeGeometry(geometry: Geometry): Uint8Array {
  const binary = geometryBinary(geometry);
  if (geometry.type !== 'POLYGON' || geometry.isEnvelope !== true) return binary;
  const bytes = new Uint8Array(binary.length + 1);
  bytes[0] = envelopeMark;
  bytes.set(binary, 1);
  return bytes;
}

/** Reads what `encodeGeometry` wrote. */
export function decodeGeometry(bytes: Uint8Array): Geometry {
  const isEnvelope = bytes[0] === envelopeMark;
  const geometry = readGeometryBinary(isEnvelope ? bytes.subarray(1) : bytes);
  assert(geometry !== undefined, 'the bytes of a geometry');
  return isEnvelope && geometry.type === 'POLYGON' ? { ...geometry, isEnvelope } : geometry;
}

/** Reads well-known binary; undefined where it is none. Third and fourth ordinates are passed over. */
export function readGeometryBinary(bytes: Uint8Array): Geometry | undefined {
  return new BinaryReader(bytes).geometry();
}

const pathLength = (path: Path): number => countBytes + pointBytes * path.length;
const ringsLength = (rings: Rings): number => rings.reduce((sum, ring) => sum + pathLength(ring), countBytes);

function binaryLength(geometry: Geometry): number {
  const sum = (lengths: readonly number[]): number => lengths.reduce((a, b) => a + b, headBytes + countBytes);
  switch (geometry.type) {
    case 'POINT':
      return headBytes + pointBytes;
    case 'LINE_STRING':
      return headBytes + pathLength(geometry.path);
    case 'POLYGON':
      return headBytes + ringsLength(geometry.rings);
    case 'MULTI_POINT':
      return sum(geometry.points.map(() => headBytes + pointBytes));
    case 'MULTI_LINE_STRING':
      return sum(geometry.paths.map((path) => headBytes + pathLength(path)));
    case 'MULTI_POLYGON':
      return sum(geometry.polygons.map((rings) => headBytes + ringsLength(rings)));
    case 'GEOMETRY_COLLECTION':
      return sum(geometry.geometries.map(binaryLength));
  }
}

class BinaryWriter {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer);
  }

  geometry(geometry: Geometry): void {
    this.#view.setUint8(this.#at, 1);
    this.#at += 1;
    this.#count(typeOrder.indexOf(geometry.type) + 1);
    switch (geometry.type) {
      case 'POINT':
        return this.#point(geometry.at ?? [Number.NaN, Number.NaN]);
      case 'LINE_STRING':
        return this.#path(geometry.path);
      case 'POLYGON':
        return this.#list(geometry.rings, (ring) => this.#path(ring));
      case 'MULTI_POINT':
        return this.#list(geometry.points, (at) => this.geometry({ type: 'POINT', at }));
      case 'MULTI_LINE_STRING':
        return this.#list(geometry.paths, (path) => this.geometry({ type: 'LINE_STRING', path }));
      case 'MULTI_POLYGON':
        return this.#list(geometry.polygons, (rings) => this.geometry({ type: 'POLYGON', rings }));
      case 'GEOMETRY_COLLECTION':
        return this.#list(geometry.geometries, (part) => this.geometry(part));
    }
  }

  #list<T>(items: readonly T[], write: (item: T) => void): void {
    this.#count(items.length);
    for (const item of items) write(item);
  }

  #path(path: Path): void {
    this.#list(path, (point) => this.#point(point));
  }

  #count(value: number): void {
    this.#view.setUint32(this.#at, value, true);
    this.#at += countBytes;
  }

  #point([x, y]: Coordinate): void {
    this.#view.setFloat64(this.#at, x, true);
    this.#view.setFloat64(this.#at + 8, y, true);
    this.#at += pointBytes;
  }
}

const depthMax = 64;

class BinaryReader {
  readonly #view: DataView;
  #at = 0;
  #isLittle = true;
  #ordinates = 2;
  #depth = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  geometry(): Geometry | undefined {
    if (!this.#hasRoom(headBytes) || ++this.#depth > depthMax) return undefined;
    this.#isLittle = this.#view.getUint8(this.#at) === 1;
    this.#at += 1;
    const type = this.#head();
    const geometry = type === undefined ? undefined : this.#body(type);
    this.#depth--;
    return geometry;
  }

  /** The type's number: thousands and the upper bits say which ordinates there are (ISO and PostGIS), and if an SRID follows. */
  #head(): GeometryType | undefined {
    const code = this.#count()!;
    const family = Math.floor((code & 0xffff) / 1000);
    const hasZ = (code & 0x8000_0000) !== 0 || family === 1 || family === 3;
    const hasM = (code & 0x4000_0000) !== 0 || family === 2 || family === 3;
    this.#ordinates = 2 + (hasZ ? 1 : 0) + (hasM ? 1 : 0);
    if ((code & 0x2000_0000) !== 0 && this.#count() === undefined) return undefined;
    return typeOrder[((code & 0xffff) % 1000) - 1];
  }

  #body(type: GeometryType): Geometry | undefined {
    switch (type) {
      case 'POINT': {
        const at = this.#point();
        return at && { type, at: Number.isNaN(at[0]) || Number.isNaN(at[1]) ? undefined : at };
      }
      case 'LINE_STRING': {
        const path = this.#path();
        return path && { type, path };
      }
      case 'POLYGON': {
        const rings = this.#list(() => this.#path());
        return rings && { type, rings };
      }
      default:
        return this.#collection(type);
    }
  }

  #collection(type: GeometryType): Geometry | undefined {
    const parts = this.#list(() => this.geometry());
    if (parts === undefined) return undefined;
    const geometry = { type: 'GEOMETRY_COLLECTION', geometries: parts } as const;
    if (type === 'MULTI_POINT')
      return { type, points: parts.flatMap((part) => (part.type === 'POINT' && part.at ? [part.at] : [])) };
    if (type === 'MULTI_LINE_STRING')
      return { type, paths: parts.flatMap((part) => (part.type === 'LINE_STRING' ? [part.path] : [])) };
    if (type === 'MULTI_POLYGON')
      return { type, polygons: parts.flatMap((part) => (part.type === 'POLYGON' ? [part.rings] : [])) };
    return geometry;
  }

  #list<T>(read: () => T | undefined): T[] | undefined {
    const count = this.#count();
    if (count === undefined || count > this.#view.byteLength) return undefined;
    const items: T[] = [];
    for (let i = 0; i < count; i++) {
      const item = read();
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }

  #path(): Path | undefined {
    return this.#list(() => this.#point());
  }

  #count(): number | undefined {
    if (!this.#hasRoom(countBytes)) return undefined;
    this.#at += countBytes;
    return this.#view.getUint32(this.#at - countBytes, this.#isLittle);
  }

  #point(): Coordinate | undefined {
    const bytes = 8 * this.#ordinates;
    if (!this.#hasRoom(bytes)) return undefined;
    const x = this.#view.getFloat64(this.#at, this.#isLittle);
    const y = this.#view.getFloat64(this.#at + 8, this.#isLittle);
    this.#at += bytes;
    return [x, y];
  }

  #hasRoom(bytes: number): boolean {
    return this.#at + bytes <= this.#view.byteLength;
  }
}

import type { Coordinate, Geometry, Path, Rings } from '../../../types/geometry.js';
import { turnedRings } from './rings.js';

const tokenPattern = /\s*([a-z]+|[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|[(),])/iy;
const depthMax = 64;

/**
 * Reads well-known text; undefined where it is none, 'not flat' where points have more than two coordinates. Rings are closed and turned as
 * `Geometry` has them. What follows the figure is not looked at.
 */
export function parseWkt(text: string): Geometry | 'not flat' | undefined {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  const end = text.trimEnd().length;
  while (tokenPattern.lastIndex < end) {
    const match = tokenPattern.exec(text);
    if (match === null) break;
    tokens.push(match[1]!.toUpperCase());
  }
  const reader = new WktReader(tokens);
  const geometry = reader.geometry();
  if (reader.isWrong) return undefined;
  return reader.isFlat ? geometry : 'not flat';
}

class WktReader {
  readonly #tokens: readonly string[];
  #next = 0;
  #isWrong = false;
  #depth = 0;
  /** Coordinates that a point has beyond x and y. */
  #extra = 0;
  #isFlat = true;

  get isWrong(): boolean {
    return this.#isWrong;
  }

  get isFlat(): boolean {
    return this.#isFlat;
  }

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  geometry(): Geometry | undefined {
    const name = this.#tokens[this.#next++];
    this.#extra = ['ZM', 'Z', 'M'].find((letters) => this.#accept(letters))?.length ?? 0;
    if (this.#extra > 0) this.#isFlat = false;
    if (++this.#depth > depthMax) return this.#fail();
    const geometry = this.#body(name);
    this.#depth--;
    return geometry;
  }

  #body(name: string | undefined): Geometry | undefined {
    switch (name) {
      case 'POINT': {
        if (this.#accept('EMPTY')) return { type: 'POINT', at: undefined };
        return { type: 'POINT', at: this.#inParentheses(() => this.#coordinate()) };
      }
      case 'LINESTRING':
        return { type: 'LINE_STRING', path: this.#line() };
      case 'POLYGON':
        return { type: 'POLYGON', rings: this.#rings() };
      case 'MULTIPOINT':
        return { type: 'MULTI_POINT', points: this.#list(() => this.#memberPoint()).flat() };
      case 'MULTILINESTRING':
        return { type: 'MULTI_LINE_STRING', paths: this.#list(() => this.#line()).filter((path) => path.length > 0) };
      case 'MULTIPOLYGON':
        return { type: 'MULTI_POLYGON', polygons: this.#list(() => this.#rings()).filter((rings) => rings.length > 0) };
      case 'GEOMETRYCOLLECTION':
        return {
          type: 'GEOMETRY_COLLECTION',
          geometries: this.#list(() => this.geometry()).filter((part) => part !== undefined),
        };
      default:
        return this.#fail();
    }
  }

  #fail(): undefined {
    this.#isWrong = true;
    this.#next = this.#tokens.length;
  }

  #accept(token: string): boolean {
    if (this.#tokens[this.#next] !== token) return false;
    this.#next++;
    return true;
  }

  #expect(token: string): void {
    if (!this.#accept(token)) this.#fail();
  }

  #inParentheses<T>(read: () => T): T {
    this.#expect('(');
    const value = read();
    this.#expect(')');
    return value;
  }

  #list<T>(read: () => T): T[] {
    if (this.#accept('EMPTY')) return [];
    return this.#inParentheses(() => {
      const items = [read()];
      while (this.#accept(',')) items.push(read());
      return items;
    });
  }

  #path(): Path {
    return this.#list(() => this.#coordinate());
  }

  /** A line of one point goes to it and back. */
  #line(): Path {
    const path = this.#path();
    return path.length === 1 ? [path[0]!, path[0]!] : path;
  }

  #rings(): Rings {
    const rings = this.#list(() => this.#path()).filter((ring) => ring.length > 0);
    return turnedRings(rings);
  }

  #memberPoint(): Coordinate[] {
    if (this.#tokens[this.#next] === '(') return [this.#inParentheses(() => this.#coordinate())];
    return [this.#coordinate()];
  }

  #coordinate(): Coordinate {
    const at: Coordinate = [this.#number(), this.#number()];
    for (let i = 0; i < this.#extra; i++) this.#number();
    return at;
  }

  #number(): number {
    const token = this.#tokens[this.#next++];
    if (token === 'NAN') return Number.NaN;
    const value = Number(token);
    if (token === undefined || Number.isNaN(value)) this.#fail();
    return value;
  }
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PageCache } from '../../src/parquet/page-cache.js';

/** A page whose bytes follow from its name, so that a mix-up shows. */
function pageBytes(file: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index++) bytes[index] = (file * 31 + offset * 7 + index * 13) & 255;
  return bytes;
}

function offer(cache: PageCache, file: number, offset: number, headerBytes: number, bodyBytes: number): void {
  const bytes = pageBytes(file, offset, headerBytes + bodyBytes);
  const middle = headerBytes + (bodyBytes >>> 1);
  cache.offer(file, offset, bytes.slice(0, headerBytes), bytes, [
    { start: headerBytes, end: middle },
    { start: middle, end: bytes.length },
  ]);
}

function readPage(cache: PageCache, file: number, offset: number, bodyBytes: number): Uint8Array | undefined {
  const body = new Uint8Array(bodyBytes + 8);
  if (!cache.read(file, offset, body, 4, bodyBytes)) return undefined;
  expect([...body.slice(0, 4), ...body.slice(-4)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  return body.slice(4, -4);
}

const pages = fc.array(
  fc.record({
    file: fc.integer({ min: 1, max: 3 }),
    // Beyond 32 bits too: files are longer than 4 GiB.
    offset: fc.constantFrom(4, 5, 9000, 2 ** 31, 2 ** 32 + 4, 2 ** 40),
    headerBytes: fc.integer({ min: 1, max: 100 }),
    bodyBytes: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 8000, max: 40_000 })),
    isOffered: fc.boolean(),
  }),
  { maxLength: 200 },
);

describe('the page cache', () => {
  test('gives what it was offered or nothing, and never outgrows its buffer', () => {
    fc.assert(
      fc.property(pages, fc.integer({ min: 64 * 1024, max: 600_000 }), (steps, bytes) => {
        const cache = new PageCache(PageCache.reserve(bytes));
        const lengths = new Map<string, { headerBytes: number; bodyBytes: number }>();
        for (const { file, offset, headerBytes, bodyBytes, isOffered } of steps) {
          const name = `${file} ${offset}`;
          const known = lengths.get(name);
          if (isOffered) {
            if (!known) lengths.set(name, { headerBytes, bodyBytes });
            offer(cache, file, offset, known?.headerBytes ?? headerBytes, known?.bodyBytes ?? bodyBytes);
          } else if (known) {
            const expected = pageBytes(file, offset, known.headerBytes + known.bodyBytes);
            const head = cache.header(file, offset);
            if (head) expect(head).toEqual(expected.slice(0, known.headerBytes));
            const body = readPage(cache, file, offset, known.bodyBytes);
            if (body) expect(body).toEqual(expected.slice(known.headerBytes));
            expect(body === undefined).toBe(head === undefined);
          } else expect(cache.header(file, offset)).toBeUndefined();
          expect(cache.usedBytes).toBeLessThanOrEqual(bytes);
        }
      }),
    );
  });

  test('keeps what is asked for while a scan larger than it passes through', () => {
    const cache = new PageCache(PageCache.reserve(1 << 20));
    const bodyBytes = 20_000;
    offer(cache, 1, 4, 10, bodyBytes);
    for (let offset = 0; offset < 500; offset++) {
      offer(cache, 2, offset, 10, bodyBytes);
      expect(readPage(cache, 1, 4, bodyBytes)).toBeDefined();
    }
  });

  test('keeps part of a scan that is repeated and larger than it', () => {
    const cache = new PageCache(PageCache.reserve(1 << 20));
    const bodyBytes = 20_000;
    let found = 0;
    for (let round = 0; round < 20; round++)
      for (let offset = 0; offset < 100; offset++) {
        if (readPage(cache, 1, offset, bodyBytes) === undefined) offer(cache, 1, offset, 10, bodyBytes);
        else if (round >= 10) found++;
      }
    // It has room for 40 of 100.
    expect(found / 1000).toBeGreaterThan(0.2);
  });

  test('gives the room of pages that nobody asks for to others', () => {
    const cache = new PageCache(PageCache.reserve(1 << 20));
    const bodyBytes = 20_000;
    for (let offset = 0; offset < 30; offset++) {
      offer(cache, 1, offset, 10, bodyBytes);
      readPage(cache, 1, offset, bodyBytes);
    }
    for (let round = 0; round < 4; round++)
      for (let offset = 0; offset < 30; offset++)
        if (readPage(cache, 2, offset, bodyBytes) === undefined) offer(cache, 2, offset, 10, bodyBytes);
    for (let offset = 0; offset < 30; offset++) expect(readPage(cache, 2, offset, bodyBytes)).toBeDefined();
  });

  test('does not keep a page that would push out most others', () => {
    const cache = new PageCache(PageCache.reserve(1 << 20));
    offer(cache, 1, 4, 10, 300_000);
    expect(cache.header(1, 4)).toBeUndefined();
    expect(cache.usedBytes).toBe(0);
  });
});

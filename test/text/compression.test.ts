import { deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { findTextCodec } from '../../src/text/compression/registry.js';
import { QueryMemory } from '../../src/vector/query-memory.js';

const memoryBytes = 64 * 1024 * 1024;
const memory = QueryMemory.open(QueryMemory.reserve(memoryBytes));
const inflate = (extension: string, packed: Uint8Array): Buffer | undefined => {
  memory.reset(memoryBytes);
  const bytes = findTextCodec(extension)!.inflate(packed, memory);
  expect(memory.usedBytes).toBe(0);
  return bytes && Buffer.from(bytes);
};
const text = Array.from({ length: 400 }, (_, line) => `${line},${'abracadabra'.repeat(line % 5)}\n`).join('');

// Made with bzip2 -1 and zstd of `text`, of 1000 letters a, and of 'hello\n' twice, one after the other.
const files: Record<string, Record<string, string>> = {
  bz2: {
    lines:
      'QlpoMTFBWSZTWXMNf5oAAZBZgAAQAAR/4DwAEABQBfwACcqilU9wAIVN5Tapv0qo0BQ00wAEI/1UJU//SqgAk9VUTE9J6mAVNVQJgTac9EUYKNFGijRRoowUaKNFGiixRgo0UaKNFGijBRoo0UaKLFGCjRRoo0UaKMFGijRRoo0UaKMFGijRRoo3W/UAIAEAIAEAIACAO3AgBAIIAQAIAQAEB48ggBAAgBAgIAQAEHH8AgBAAgBAAgBCAEc7kAgAQAgAQAgAIAOfPGu+5bbTpsAAPQQAGZmZne9SSSSSSSSSSSSSQ9NgAW26tttodNgBO973vckirpo3V00bq6aN1dNG6umjdXTRurpo3V00bq6aN1dZzmuZmZmT8GgAC226tttzMzM7QWvNPba15ptPevKNtVdG2qujbVXRtqro21V0baq6NPevNXnOK2209DYAAdNAAWSSQOzVXRtqro21V0F3QXdBd0F3QXdBd0F3Wc5zGZmZPSTckkk+k1JJPZ73vekn4AAAAAAvOct5baYAMACAIAkskgHrbbYAAAAGc5zMzuZk5JJOSSTskiSe97Pe9JPAAAADbbbbd5zltstGABgBwAOBJJZJJ0AAAAADOc5mZmfUQABAGABhJJLAONtttttttgAAHNazve5mZn0m5JJJ6SJJJO973vfvvsAAAAANaOAY3AMb5v+1atSq1FagxRjGIMUYoxEYxiDFGKMUYxiDFGKMaMYxBijFGKMYxBijFGKMUYxiDFGKMaIiIgIxGIiIgIxGIiIgIxGIiIgIxBEREQEYjEREQEYjEYiIiAjEUAAIEAAIEAAIEAAIEAAIEAAIIEACqVWGcwY3AMbmAxuAMb8LuSKcKEg5hr/NAA==',
    letters: 'QlpoMTFBWSZTWUncT2MAAAGBAaAAAIAACCAAIKptQZi6g8XckU4UJBJ3E9jA',
    twice:
      'QlpoMTFBWSZTWcHAgOIAAAFBAAAQAkSgADDNAMNGKZcXckU4UJDBwIDiQlpoMTFBWSZTWcHAgOIAAAFBAAAQAkSgADDNAMNGKZcXckU4UJDBwIDi',
  },
  zst: {
    lines:
      'KLUv/QRY/REAZmBDErAVpA24bC0lFcnuTTuT6YabT0IAPQA7AEREEU5ERBFI/x/h//8I/MxMhM/MTASObUe4bTsC3bYR3raNwIqIRLiIiESgxIVFBUV4TDgawQBAIBAEBAMAQZAIDFVVRERERET/////zMzMzIxt27bdtm3bioiIiAhJSoSTJCUCKXd3EX53dxF4ZmYRbmZmEWhVVRFeVVURWAFmZmZmVVVVVVVERERERP/////MzMzMjG3btt22bduKiIiIiLAsy0Y4y7IsG4Hs3d3d3Z2ZmZmZWVVVVXd3d3d3ZmZmZmZVVVVVVURERERE/////8zMzMyMbdu23bZt24qIiIiI0DRNRzhN0zQdgfTd3d3dnVmBe6gh3EzU3gGhJ0khaxJAEiAEMwgByBQ8QgAyhUcgU/ADABUa584GeOLe2eBG5CmzOQ0lNMePDXiK/ZnBleRh5jUNSjSHnxnoif08Pn3PSUVP7TwphIqZ82cDPLH8bHAj8pzxjIYSmuPOFjxh/szgSvIy85QMJZrDzw14wn4bn77npKKndjwVQsXM+TMDnlh+NjgTec54RoMKzXFnCx4xf2ZwJdmaeUqGEo3j5wY8Yc4r4p9tpCYmajBRe4kq7hLlWKJkJcoqUTNTInwyG9qnIV0zFRKZDe3TyK6ZCknMhvZppNdMhSQzQ/s00nWmQpLZoH0a6ZppIckMHAe/Nvh9wZ+G4BeBvwf8GuBn4l//nhUOhtZWYF9FPVkhfD6qPFVb4WBobQX2VdSTFRB8vwq40eMr',
    letters: 'KLUv/QRYTQAAEGFhAQDjK4AFI0LaLg==',
    twice: 'KLUv/QRYMQAAaGVsbG8KU4i9kSi1L/0EWDEAAGhlbGxvClOIvZE=',
  },
};

test.each(Object.keys(files))('%s is read', (extension) => {
  const { lines, letters, twice } = files[extension]!;
  expect(inflate(extension, Buffer.from(lines!, 'base64'))?.toString()).toBe(text);
  expect(inflate(extension, Buffer.from(letters!, 'base64'))?.toString()).toBe('a'.repeat(1000));
  expect(inflate(extension, Buffer.from(twice!, 'base64'))?.toString()).toBe('hello\nhello\n');
});

test.each(Object.keys(files))('damaged %s is refused', (extension) => {
  const packed = Buffer.from(files[extension]!.lines!, 'base64');
  for (const length of [1, 20, packed.length - 20])
    expect(inflate(extension, packed.subarray(0, length))).toBeUndefined();
  expect(inflate(extension, Buffer.from('not compressed at all'))).toBeUndefined();
});

test('gzip of several members and deflate are read', () => {
  const packed = Buffer.concat([gzipSync('one\n'), gzipSync('two\n')]);
  expect(inflate('gz', packed)?.toString()).toBe('one\ntwo\n');
  expect(inflate('gz', packed.subarray(0, 25))).toBeUndefined();
  expect(inflate('deflate', deflateSync(text))?.toString()).toBe(text);
});

/** Puts pieces into Hadoop's frame: blocks of pieces, each with its plain length and packed bytes. */
const framed = (...blocks: readonly (readonly (readonly [plainBytes: number, packed: Uint8Array])[])[]): Buffer => {
  const word = (value: number): Buffer =>
    Buffer.from([value >>> 24, value >>> 16, value >>> 8, value].map((byte) => byte & 0xff));
  return Buffer.concat(
    blocks.flatMap((pieces) => [
      word(pieces.reduce((sum, [plainBytes]) => sum + plainBytes, 0)),
      ...pieces.flatMap(([, packed]) => [word(packed.length), Buffer.from(packed)]),
    ]),
  );
};
const snappyOf = (plain: string): [number, Uint8Array] => [
  plain.length,
  Buffer.concat([Buffer.from([plain.length, (plain.length - 1) << 2]), Buffer.from(plain)]),
];
const lz4Of = (plain: string): [number, Uint8Array] => [
  plain.length,
  Buffer.concat([Buffer.from([plain.length << 4]), Buffer.from(plain)]),
];

test('Snappy and LZ4 in the frame of Hadoop are read', () => {
  expect(inflate('snappy', framed([snappyOf('one\n'), snappyOf('two\n')], [snappyOf('three\n')]))?.toString()).toBe(
    'one\ntwo\nthree\n',
  );
  expect(inflate('lz4', framed([lz4Of('one\n')], [lz4Of('two\n')]))?.toString()).toBe('one\ntwo\n');
  for (const extension of ['snappy', 'lz4']) {
    const packed = framed([extension === 'lz4' ? lz4Of('one\n') : snappyOf('one\n')]);
    for (let length = 1; length < packed.length; length++)
      expect(inflate(extension, packed.subarray(0, length))).toBeUndefined();
  }
});

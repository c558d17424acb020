import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KernelMemory } from './kernel-memory.js';

/** A URL and what Trino 476 gives for scheme, host, path, query, fragment, port and the parameter `x`. */
type Recorded = readonly [url: string, ...parts: (string | number | null)[]];

const file = new URL('files/url.json', import.meta.url);
const recorded = JSON.parse(readFileSync(file, 'utf8')) as readonly Recorded[];
const k = new KernelMemory();

function extract(kernel: string, ...operands: readonly number[]): string | null {
  const slot = k.slot();
  return k.kernels[kernel]!(...operands, slot) === 1 ? k.read(slot) : null;
}

test.each(recorded.map(([url, ...parts]) => ({ url, parts })))('$url', ({ url, parts }) => {
  k.reset();
  const view = k.text(String(url));
  const port = Number(k.kernels.url_extract_port!(view));
  const found = [
    ...[0, 1, 2, 3, 4].map((part) => extract('url_extract', view, part)),
    port < 0 ? null : port,
    extract('url_extract_parameter', view, k.text('x')),
  ];
  expect(found).toEqual(parts);
});

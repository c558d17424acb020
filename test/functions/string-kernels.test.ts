import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { likeMatcher } from '../../src/functions/scalar/string/like-pattern.js';
import { KernelMemory } from './kernel-memory.js';

const k = new KernelMemory();
const seed = 20240607;

// A small generator of texts that repeat pieces, so that searches hit, over one to four byte code points.
function generator(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
const random = generator(seed);
const alphabets = ['ab', 'abcdefgh ', 'aé日😀', 'AbÉß ', 'xyzXYZ0123456789'];
function randomText(lengthMax: number): string {
  const alphabet = [...alphabets[Math.floor(random() * alphabets.length)]!];
  const length = Math.floor(random() * lengthMax);
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}
const texts = Array.from({ length: 400 }, () => randomText(random() < 0.5 ? 14 : 90));

type Argument = string | number | bigint;
const run = (kernel: string, ...args: Argument[]): unknown => {
  const call = k.kernels[kernel] as unknown as (...words: (number | bigint)[]) => number | bigint;
  return call(...args.map((arg) => (typeof arg === 'string' ? k.text(arg) : arg)));
};
const text = (kernel: string, ...args: Argument[]): string => {
  const words = args.map((arg) => (typeof arg === 'string' ? k.text(arg) : arg));
  const slot = k.slot();
  const call = k.kernels[kernel] as unknown as (...words: (number | bigint)[]) => number;
  expect(call(...words, slot)).toBe(0);
  return k.read(slot);
};
const points = (value: string): string[] => [...value];

function substr(value: string, start: number, length: number): string {
  const all = points(value);
  const from = start > 0 ? start - 1 : all.length + start;
  if (start === 0 || from < 0 || length <= 0) return '';
  return all.slice(from, from + length).join('');
}

describe(`string kernels agree with JavaScript (seed ${seed})`, () => {
  test('length, substr, reverse', () => {
    for (const value of texts) {
      k.reset();
      expect(run('string_length', value)).toBe(BigInt(points(value).length));
      expect(text('string_reverse', value)).toBe(points(value).reverse().join(''));
      for (let i = 0; i < 8; i++) {
        const start = Math.floor(random() * 60) - 30;
        const length = Math.floor(random() * 50) - 5;
        const found = text('string_substr', value, BigInt(start), BigInt(length));
        expect(found, `substr('${value}', ${start}, ${length})`).toBe(substr(value, start, length));
      }
    }
  });

  test('contains, starts_with, ends_with, position', () => {
    for (const value of texts) {
      k.reset();
      const all = points(value);
      const from = Math.floor(random() * all.length);
      const needles = [randomText(4), randomText(20), all.slice(from, from + Math.floor(random() * 20)).join('')];
      for (const needle of needles) {
        const label = `'${needle}' in '${value}'`;
        expect(run('string_contains', value, needle), label).toBe(value.includes(needle) ? 1 : 0);
        expect(run('string_starts_with', value, needle), label).toBe(value.startsWith(needle) ? 1 : 0);
        expect(run('string_ends_with', value, needle), label).toBe(value.endsWith(needle) ? 1 : 0);
        const places = all.flatMap((_, i) => (all.slice(i).join('').startsWith(needle) ? [i + 1] : []));
        for (const instance of [1, 2, 3, -1, -2]) {
          const expected = needle === '' ? 1 : (places.at(instance > 0 ? instance - 1 : instance) ?? 0);
          expect(run('string_position', value, needle, BigInt(instance)), `${label} ${instance}`).toBe(
            BigInt(expected),
          );
        }
      }
    }
  });

  test('lower, upper: one code point to one', () => {
    const single = (value: string, change: (point: string) => string): string =>
      points(value)
        .map((point) => (points(change(point)).length === 1 ? change(point) : point))
        .join('');
    const sharp = ['ÀÉÎ ß ŉ ǆ ı', 'ΑΒΓΔ αβγδς', 'привет ПРИВЕТ', 'ﬁ ẞ K Å', 'x'.repeat(16), 'Zz@[`{'.repeat(5)];
    for (const value of [...texts, ...sharp]) {
      k.reset();
      expect(text('string_lower', value)).toBe(single(value, (point) => point.toLowerCase()));
      expect(text('string_upper', value)).toBe(single(value, (point) => point.toUpperCase()));
    }
    expect(text('string_lower', 'İ')).toBe('i');
    expect(text('string_upper', 'ᾳ')).toBe('ᾼ');
  });
});

describe('string kernels that make or cut text', () => {
  test('concat, replace, pad', () => {
    for (const value of texts) {
      k.reset();
      const other = randomText(30);
      expect(text('string_concat', value, other)).toBe(value + other);
      for (const search of [randomText(3), randomText(2), '']) {
        const replacement = randomText(5);
        const expected =
          search === ''
            ? replacement +
              points(value)
                .map((point) => point + replacement)
                .join('')
            : value.replaceAll(search, () => replacement);
        expect(text('string_replace', value, search, replacement)).toBe(expected);
      }
      const padding = randomText(5) || '*';
      const size = Math.floor(random() * 100);
      const missing = Math.max(0, size - points(value).length);
      const pad = points(padding.repeat(missing)).slice(0, missing).join('');
      const kept = points(value).slice(0, size).join('');
      expect(text('string_pad', value, BigInt(size), padding, 0)).toBe(pad + kept);
      expect(text('string_pad', value, BigInt(size), padding, 1)).toBe(kept + pad);
      expect(text('string_strip_spaces', text('string_pad_spaces', value, 40))).toBe(value.replace(/ +$/, ''));
    }
  });

  test('trim', () => {
    const white = ['\t', ' ', '\u2003', '\u3000', '\u001c'];
    for (const value of texts) {
      k.reset();
      const core = value.trim();
      const before = Array.from({ length: Math.floor(random() * 20) }, () => white[Math.floor(random() * 5)]).join('');
      expect(text('string_trim', before + core + before)).toBe(core);
      expect(text('string_ltrim', before + core + before)).toBe(core + (core ? before : ''));
      expect(text('string_rtrim', before + core + before)).toBe((core ? before : '') + core);
      const inner = value.replace(/^[aé日😀]+/u, '');
      expect(text('string_trim_set', value, '日aé😀', 1)).toBe(inner);
      expect(text('string_trim_set', value, '日aé😀', 2)).toBe(value.replace(/[aé日😀]+$/u, ''));
      expect(text('string_trim_set', value, '日aé😀', 3)).toBe(inner.replace(/[aé日😀]+$/u, ''));
    }
    expect(text('string_trim', '\u00a0x\u00a0')).toBe('\u00a0x\u00a0');
  });

  test('split_part', () => {
    for (const value of texts) {
      k.reset();
      const delimiter = randomText(3) || 'a';
      const pieces = value.split(delimiter);
      for (let index = 1; index <= pieces.length + 1; index++) {
        const slot = k.slot();
        const call = k.kernels.string_split_part as unknown as (...words: (number | bigint)[]) => number;
        const found = call(k.text(value), k.text(delimiter), BigInt(index), slot);
        expect(found === 1 ? k.read(slot) : null).toBe(pieces[index - 1] ?? null);
      }
    }
  });
});

describe('like', () => {
  const pieces = ['a', 'b', 'é', '😀', 'ab', '%', '%', '_', '__', 'x', ' '];
  const randomPattern = (): string =>
    Array.from({ length: Math.floor(random() * 6) }, () => pieces[Math.floor(random() * pieces.length)]).join('');
  const asRegExp = (pattern: string): RegExp =>
    new RegExp(
      `^${points(pattern)
        .map((p) => (p === '%' ? '.*' : p === '_' ? '.' : p))
        .join('')}$`,
      'us',
    );

  test('patterns that are read row by row', () => {
    for (const value of texts)
      for (let i = 0; i < 10; i++) {
        k.reset();
        const pattern = randomPattern();
        const expected = asRegExp(pattern).test(value) ? 1 : 0;
        expect(run('like_pattern', value, pattern, 0), `'${value}' LIKE '${pattern}'`).toBe(expected);
      }
    expect(run('like_pattern', 'a%c', 'a\\%c', '\\')).toBe(1);
    expect(run('like_pattern', 'axc', 'a\\%c', '\\')).toBe(0);
    expect(run('like_pattern', 'a#c', 'a##c', '#')).toBe(1);
    expect(run('like_pattern', 'abc', 'a#bc', '#')).toBe(2);
    expect(run('like_pattern', 'abc', 'abc#', '#')).toBe(2);
    expect(run('like_pattern', 'abc', 'abc', '')).toBe(3);
    expect(run('like_pattern', 'aéc', 'aéé_', 'é')).toBe(1);
    expect(run('like_pattern', 'aé', 'aéé', 'é')).toBe(1);
  });

  test('patterns that are known', () => {
    const kernelOf = {
      equal: 'string_equal',
      prefix: 'string_starts_with',
      suffix: 'string_ends_with',
      contains: 'string_contains',
    };
    const kinds = new Set<string>();
    for (const value of texts)
      for (let i = 0; i < 10; i++) {
        k.reset();
        const pattern = randomPattern();
        const matcher = likeMatcher(pattern);
        kinds.add(matcher.kind);
        const expected = asRegExp(pattern).test(value) ? 1 : 0;
        let found: unknown = 1;
        if (matcher.kind === 'program') found = k.kernels.like_program!(k.text(value), k.text(matcher.bytes));
        else if (matcher.kind !== 'all') found = run(kernelOf[matcher.kind], value, matcher.text);
        expect(found, `'${value}' LIKE '${pattern}'`).toBe(expected);
      }
    expect([...kinds].sort()).toEqual(['all', 'contains', 'equal', 'prefix', 'program', 'suffix']);
    expect(likeMatcher('a#%b', '#')).toEqual({ kind: 'equal', text: 'a%b' });
    expect(() => likeMatcher('a#b', '#')).toThrow('Escape character must be followed by');
    expect(() => likeMatcher('ab', '')).toThrow('Escape string must be a single character');
  });

  test('no text makes it read beyond the end', () => {
    for (const bytes of ['c3', 'e28c', 'f09f98', 'ff', '80c3']) {
      const view = k.text(Buffer.from(bytes, 'hex'));
      expect(k.kernels.like_pattern!(view, k.text('_%x'), 0)).toBe(0);
    }
  });
});

import { expect, test } from 'vitest';
import { LatestUsed } from '../../src/base/latest-used.js';

const mebibyte = 2 ** 20;

test('forgets the longest unused when all take too much memory', () => {
  const kept = new LatestUsed<number>(32 * mebibyte);
  for (let i = 0; i < 40; i++) {
    kept.keep(`${i}`, i, mebibyte);
    expect(kept.find('0')).toBeDefined();
  }
  expect(kept.find('1')).toBeUndefined();
  expect(kept.find('39')).toMatchObject({ value: 39 });
  kept.keep('huge', 0, 64 * mebibyte);
  expect(kept.find('huge')).toBeUndefined();
  kept.keep('small', 1, 10);
  expect(kept.find('small')).toMatchObject({ value: 1 });
});

test('what replaces another or is deleted takes no memory twice', () => {
  const kept = new LatestUsed<number>(4 * mebibyte);
  kept.keep('other', 0, mebibyte);
  for (let i = 0; i < 10; i++) kept.keep('same', i, 2 * mebibyte);
  expect(kept.find('same')).toMatchObject({ value: 9 });
  expect(kept.find('other')).toBeDefined();
  for (let i = 0; i < 10; i++) {
    kept.keep('gone', i, 2 * mebibyte - 2000);
    kept.delete('gone');
  }
  kept.keep('last', 1, mebibyte / 2);
  expect(kept.find('last')).toBeDefined();
});

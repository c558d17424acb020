import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { KernelMemory } from './kernel-memory.js';

const k = new KernelMemory();
const texts = ['', 'a', 'ab', 'abc', 'abcd', 'abcdefg', 'abcdefgh', 'abcdefghijkl', 'abcdefghijkm'];
for (const length of [13, 15, 16, 17, 24, 31, 32, 33, 47, 64, 100, 1000]) {
  texts.push('x'.repeat(length), `${'x'.repeat(length - 1)}y`, `y${'x'.repeat(length - 1)}`);
  texts.push(`${'x'.repeat(length >> 1)}é${'x'.repeat((length >> 1) - 2)}`);
}
texts.push('abcdefghijklm', 'abcd\0', 'abcd\0\0', '\u{10ffff}', '\uffff');

describe('string views', () => {
  test('equal, compare and hash agree with the bytes', () => {
    for (const a of texts)
      for (const b of texts) {
        k.reset();
        const [va, vb] = [k.text(a), k.text(b)];
        const order = Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect(k.kernels.string_equal!(va, vb), `${a} = ${b}`).toBe(order === 0 ? 1 : 0);
        expect(Math.sign(k.kernels.string_compare!(va, vb)), `${a} ? ${b}`).toBe(order);
        expect(k.kernels.string_hash!(va) === k.kernels.string_hash!(vb), `hash ${a} ${b}`).toBe(order === 0);
      }
  });

  test('the hash spreads strings that differ in few bits over low and high bits alike', () => {
    for (const make of [(i: number) => `k${i}`, (i: number) => `https://example.com/page/${i}`]) {
      const low = new Int32Array(1024);
      const high = new Int32Array(1024);
      const seen = new Set<bigint>();
      for (let i = 0; i < 20480; i++) {
        k.reset();
        const hash = BigInt.asUintN(64, BigInt(k.kernels.string_hash!(k.text(make(i)))));
        seen.add(hash);
        low[Number(hash & 1023n)]!++;
        high[Number(hash >> 54n)]!++;
      }
      expect(seen.size).toBe(20480);
      expect(Math.max(...low, ...high)).toBeLessThan(50);
      expect(Math.min(...low, ...high)).toBeGreaterThan(3);
    }
  });
});

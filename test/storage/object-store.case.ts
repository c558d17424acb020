import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { LakeError } from '../../src/index.js';
import type { ObjectStore } from '../../src/storage/object-store.js';
import { StagedFile } from '../../src/storage/staged-file.js';

/** A store and the location of a folder that does not exist yet. */
export interface OpenedStore {
  readonly store: ObjectStore;
  readonly folder: string;
}

let store: ObjectStore;
let folder: string;

/** What every object store must do. */
export function storeConformance(name: string, open: () => Promise<OpenedStore>): void {
  describe(name, () => {
    beforeEach(async () => {
      ({ store, folder } = await open());
    });
    writing();
    reading();
    staging();
    manyAndLarge();
  });
}

const bytes = (length: number, seed = 1) => Uint8Array.from({ length }, (_, index) => (index * 31 + seed) % 251);

const locationsOf = async (prefix = folder) => {
  const found: string[] = [];
  for await (const page of store.list(prefix)) found.push(...page.map(({ location }) => location));
  return found.sort();
};

const read = async (location: string) => {
  const file = await store.openForRead(location);
  try {
    return await file.read(0, file.byteLength);
  } finally {
    await file.close();
  }
};

const stagedWith = async (location: string, content: Uint8Array) => {
  const staged = await store.stage(location);
  const file = new StagedFile(staged.path);
  file.append(content, 0, content.length >> 1);
  file.append(content, content.length >> 1);
  file.finish();
  return staged;
};

function writing(): void {
  test('keeps what was written', async () => {
    const content = bytes(100_000);
    const written = await store.write(`${folder}/a/b.bin`, [content.subarray(0, 7), content.subarray(7)]);
    expect(written).toMatchObject({ location: `${folder}/a/b.bin`, byteLength: 100_000 });
    expect(Math.abs(written.modifiedMillis - Date.now())).toBeLessThan(120_000);
    expect(await read(`${folder}/a/b.bin`)).toEqual(content);
    expect(await store.stat(`${folder}/a/b.bin`)).toMatchObject({ byteLength: 100_000 });
    expect(await store.stat(`${folder}/a`)).toBeUndefined();
    expect(await store.stat(`${folder}/nothing`)).toBeUndefined();
  });

  test('takes chunks as they come, and none', async () => {
    async function* chunks() {
      for (let index = 0; index < 3; index++) yield bytes(5, index);
    }
    await store.write(`${folder}/x`, chunks());
    expect(await read(`${folder}/x`)).toEqual(Uint8Array.from([0, 1, 2].flatMap((seed) => [...bytes(5, seed)])));
    expect((await store.write(`${folder}/empty`, [])).byteLength).toBe(0);
    expect((await read(`${folder}/empty`)).length).toBe(0);
  });

  test('never writes over a file', async () => {
    await store.write(`${folder}/x`, [bytes(10)]);
    await expect(store.write(`${folder}/x`, [bytes(20)])).rejects.toMatchObject({ name: 'HIVE_PATH_ALREADY_EXISTS' });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, seed) => store.write(`${folder}/race`, [bytes(1000, seed)])),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(1);
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    expect(await read(`${folder}/race`)).toEqual(bytes(1000, winner));
    expect(await locationsOf()).toEqual([`${folder}/race`, `${folder}/x`]);
  });

  test('a write whose bytes never end well leaves nothing', async () => {
    function* failing() {
      yield bytes(10);
      throw new LakeError('GENERIC_INTERNAL_ERROR', 'no more bytes');
    }
    await expect(store.write(`${folder}/x`, failing())).rejects.toThrow('no more bytes');
    expect(await locationsOf()).toEqual([]);
    await store.write(`${folder}/x`, [bytes(1)]);
  });
}

function reading(): void {
  test('reads ranges, and only those that are there', async () => {
    await store.write(`${folder}/x`, [bytes(1000)]);
    const file = await store.openForRead(`${folder}/x`);
    expect(file.byteLength).toBe(1000);
    const parts = await Promise.all([file.read(0, 1), file.read(999, 1), file.read(100, 500), file.read(5, 0)]);
    expect(parts.map(({ length }) => length)).toEqual([1, 1, 500, 0]);
    expect(parts[2]).toEqual(bytes(1000).subarray(100, 600));
    await expect(file.read(999, 2)).rejects.toMatchObject({ name: 'HIVE_BAD_DATA' });
    await expect(file.read(-1, 2)).rejects.toMatchObject({ name: 'HIVE_BAD_DATA' });
    await file.close();
    await expect(store.openForRead(`${folder}/y`)).rejects.toMatchObject({ name: 'HIVE_CANNOT_OPEN_SPLIT' });
  });

  test('lists all files below a folder', async () => {
    expect(await locationsOf()).toEqual([]);
    expect(await store.listFolders(folder)).toEqual([]);
    const names = ['a.bin', 'b/c.bin', 'b/d/e.bin', 'b=1/f.bin', '.hidden', '_marker/x', 'b c%20é+&?#.bin'];
    for (const file of names) await store.write(`${folder}/${file}`, [bytes(file.length)]);
    await store.write(`${folder}-beside/a`, [bytes(1)]);
    expect(await locationsOf()).toEqual(names.map((file) => `${folder}/${file}`).sort());
    expect(await locationsOf(`${folder}/`)).toEqual(await locationsOf());
    expect(await locationsOf(`${folder}/b`)).toEqual([`${folder}/b/c.bin`, `${folder}/b/d/e.bin`]);
    expect(await store.listFolders(folder)).toEqual(['_marker', 'b', 'b=1'].map((file) => `${folder}/${file}`));
    const last = names.at(-1)!;
    expect((await read(`${folder}/${last}`)).length).toBe(last.length);
  });
}

function staging(): void {
  test('shows staged files when they are published, and not before', async () => {
    const staged = [await stagedWith(`${folder}/p=1/a`, bytes(10)), await stagedWith(`${folder}/b`, bytes(2000))];
    expect(await store.stat(`${folder}/b`)).toBeUndefined();
    const published = await store.publish(staged);
    expect(published.map(({ location, byteLength }) => [location, byteLength])).toEqual([
      [`${folder}/p=1/a`, 10],
      [`${folder}/b`, 2000],
    ]);
    expect(await locationsOf()).toEqual([`${folder}/b`, `${folder}/p=1/a`]);
    expect(await read(`${folder}/b`)).toEqual(bytes(2000));
  });

  test('publishes all staged files or none', async () => {
    await store.write(`${folder}/c`, [bytes(3)]);
    const staged = [await stagedWith(`${folder}/b`, bytes(10)), await stagedWith(`${folder}/c`, bytes(10))];
    await expect(store.publish(staged)).rejects.toMatchObject({ name: 'HIVE_PATH_ALREADY_EXISTS' });
    expect(await locationsOf()).toEqual([`${folder}/c`]);
    expect((await read(`${folder}/c`)).length).toBe(3);
  });

  test('discards staged files, written or not', async () => {
    const staged = [await stagedWith(`${folder}/b`, bytes(10)), await store.stage(`${folder}/c`)];
    await store.discard(staged);
    expect(await locationsOf()).toEqual([]);
    const { path } = staged[0]!;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'x', { flag: 'wx' });
    await store.discard(staged);
  });
}

function manyAndLarge(): void {
  test('deletes', async () => {
    for (const file of ['a', 'b', 'c/d', 'c/e/f']) await store.write(`${folder}/${file}`, [bytes(1)]);
    await store.delete([`${folder}/a`, `${folder}/never`]);
    expect(await locationsOf()).toEqual(['b', 'c/d', 'c/e/f'].map((file) => `${folder}/${file}`));
    await store.deleteFolder(`${folder}/c`);
    await store.deleteFolder(`${folder}/never`);
    expect(await locationsOf()).toEqual([`${folder}/b`]);
  });

  test('holds many files and large ones', async () => {
    const locations = Array.from({ length: 1203 }, (_, index) => `${folder}/many/${index}`);
    for (let first = 0; first < locations.length; first += 50)
      await Promise.all(locations.slice(first, first + 50).map((location) => store.write(location, [bytes(1)])));
    expect((await locationsOf(`${folder}/many`)).length).toBe(1203);
    await store.deleteFolder(`${folder}/many`);
    expect(await locationsOf()).toEqual([]);
    const piece = bytes(1 << 20);
    await store.write(
      `${folder}/large`,
      Array.from({ length: 19 }, () => piece),
    );
    const file = await store.openForRead(`${folder}/large`);
    expect(await file.read((18 << 20) - 5, 10)).toEqual(
      Uint8Array.from([...piece.subarray(-5), ...piece.subarray(0, 5)]),
    );
    expect(file.byteLength).toBe(19 << 20);
    await file.close();
    const staged = [await stagedWith(`${folder}/staged`, await read(`${folder}/large`))];
    expect((await store.publish(staged))[0]!.byteLength).toBe(19 << 20);
  }, 400_000);
}

import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { Lake } from '../../src/index.js';

// Each call to the file system that a statement makes fails once. The statement then fails with a typed error and changes nothing, or it
// succeeds; the next open leaves no file behind. LAKELET_ALL_FAULTS=1 tries every call.
const script = fileURLToPath(new URL('failing-process.js', import.meta.url));
const preload = fileURLToPath(new URL('failing-files.cjs', import.meta.url));
const callsMax = 100;

interface Outcome {
  readonly before: readonly [number, number];
  /** What there is when the statement has done its work. */
  readonly wanted: readonly [number, number];
  readonly after: readonly [number, number];
  readonly error?: { readonly name: string; readonly type: string; readonly message: string };
  readonly hasFailed: boolean;
}

async function failAt(folder: string, statement: string, call: number, how: string): Promise<Outcome> {
  const env = {
    ...process.env,
    LAKELET_FAIL_AT: String(call),
    LAKELET_FAIL_WITH: how,
    LAKELET_FAIL_BELOW: join(folder, 'data'),
  };
  const { stdout } = await promisify(execFile)(process.execPath, ['--require', preload, script, folder, statement], {
    env,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Outcome;
}

const isAll = process.env.LAKELET_ALL_FAULTS !== undefined;
// Each call takes a process: only some are tried unless all are asked for.
const inserts = ['EIO', 'ENOSPC', 'short'].map((how) => ['INSERT', how, 9] as const);
const writers = ['UPDATE', 'DELETE', 'MERGE', 'CREATE OR REPLACE TABLE', 'TRUNCATE', 'OPTIMIZE', 'UNLOAD'];
const readers = ['MSCK', 'MSCK DROP', 'MSCK SYNC'];
const others = [...writers, ...readers].flatMap((name) =>
  (isAll ? ['EIO', 'ENOSPC', 'short'] : ['EIO']).map((how) => [name, how, writers.includes(name) ? 41 : 3] as const),
);

test.each([...inserts, ...others])(
  '%s of which a call to the disk fails with %s leaves nothing half-done',
  async (statement, how, callsApart) => {
    const folder = await mkdtemp(join(tmpdir(), 'lakelet-failing-'));
    const open = async (sql: string): Promise<readonly (readonly unknown[])[]> => {
      const lake = await Lake.open(folder, { threads: 1 });
      try {
        return await (await lake.query(sql)).toArrays();
      } finally {
        await lake.close();
      }
    };
    await open("CREATE TABLE kept WITH (partitioned_by = ARRAY['k']) AS SELECT bigint '1' x, CAST('1' AS varchar) k");
    let failures = 0;
    for (let call = 1; call <= callsMax; call += isAll ? 1 : callsApart) {
      const { before, wanted, after, error, hasFailed } = await failAt(folder, statement, call, how);
      if (error) {
        failures++;
        expect(error.type, JSON.stringify(error)).not.toBe(undefined);
        expect(error.name).toMatch(/^HIVE_/);
        expect(after).toEqual(before);
      } else expect(after).toEqual(wanted);
      const paths = (await open('SELECT DISTINCT "$path" FROM kept')).map(([path]) => path as string);
      const names = await readdir(join(folder, 'data'), { recursive: true });
      const files = names.filter((name) => /\.(parquet|staged)$/.test(name)).map((name) => join(folder, 'data', name));
      expect(files.sort()).toEqual(paths.sort());
      if (!hasFailed) break;
    }
    // Of what TRUNCATE does nothing fails: files that cannot be deleted now are later.
    expect(failures > 0).toBe(how !== 'short' && statement !== 'TRUNCATE');
    await rm(folder, { recursive: true });
  },
  600_000,
);

import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { Lake } from '../../src/index.js';

// Each call to the file system that an INSERT makes fails once. The statement then fails with a typed error and changes nothing, or it
// succeeds; the next open leaves no file behind. LAKELET_ALL_FAULTS=1 tries every call.
const script = fileURLToPath(new URL('failing-process.js', import.meta.url));
const preload = fileURLToPath(new URL('failing-files.cjs', import.meta.url));
const callsMax = 100;

interface Outcome {
  readonly before: readonly [number, number];
  readonly after: readonly [number, number];
  readonly error?: { readonly name: string; readonly type: string; readonly message: string };
  readonly hasFailed: boolean;
}

async function failAt(folder: string, call: number, how: string): Promise<Outcome> {
  const env = {
    ...process.env,
    LAKELET_FAIL_AT: String(call),
    LAKELET_FAIL_WITH: how,
    LAKELET_FAIL_BELOW: join(folder, 'data'),
  };
  const { stdout } = await promisify(execFile)(process.execPath, ['--require', preload, script, folder], { env });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Outcome;
}

test.each(['EIO', 'ENOSPC', 'short'])(
  'a call to the disk that fails with %s leaves nothing half-done',
  async (how) => {
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
    // Each call takes a process: only some are tried unless all are asked for.
    const step = process.env.LAKELET_ALL_FAULTS ? 1 : 6;
    let failures = 0;
    for (let call = 1; call <= callsMax; call += step) {
      const { before, after, error, hasFailed } = await failAt(folder, call, how);
      if (error) {
        failures++;
        expect(error.type, JSON.stringify(error)).not.toBe(undefined);
        expect(error.name).toMatch(/^HIVE_/);
        expect(after).toEqual(before);
      } else expect(after).toEqual([before[0] + 1000, before[1] + 500_500]);
      const paths = (await open('SELECT DISTINCT "$path" FROM kept')).map(([path]) => path as string);
      const names = await readdir(join(folder, 'data'), { recursive: true });
      const files = names.filter((name) => /\.(parquet|staged)$/.test(name)).map((name) => join(folder, 'data', name));
      expect(files.sort()).toEqual(paths.sort());
      if (!hasFailed) break;
    }
    expect(failures > 0).toBe(how !== 'short');
    await rm(folder, { recursive: true });
  },
  600_000,
);

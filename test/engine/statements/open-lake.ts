import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LakeError } from '../../../src/base/lake-error.js';
import { Lake } from '../../../src/engine/lake.js';

/** A lake of its own for a test, and short ways to ask it. */
export interface TestLake {
  readonly lake: Lake;
  readonly folder: string;
  rows(sql: string): Promise<unknown[][]>;
  /** The first column of the rows. */
  names(sql: string): Promise<unknown[]>;
  columns(sql: string): Promise<string[]>;
  /** Runs statements of which nobody wants the rows. */
  run(...statements: readonly string[]): Promise<void>;
  /** The name and message of the error that a statement has to give. */
  failure(sql: string): Promise<string>;
  close(): Promise<void>;
}

export async function openLake(): Promise<TestLake> {
  const folder = mkdtempSync(join(tmpdir(), 'lakelet-ddl-'));
  const lake = await Lake.open(join(folder, 'lake'), { threads: 1 });
  const rows = async (sql: string): Promise<unknown[][]> => (await (await lake.query(sql)).toArrays()) as unknown[][];
  return {
    lake,
    folder,
    rows,
    names: async (sql) => (await rows(sql)).map(([name]) => name),
    columns: async (sql) => {
      const result = await lake.query(sql);
      await result.toArrays();
      return result.columns.map(({ name }) => name);
    },
    run: async (...statements) => {
      for (const sql of statements) await rows(sql);
    },
    failure: async (sql) => {
      try {
        await rows(sql);
      } catch (error) {
        if (error instanceof LakeError) return `${error.name}: ${error.message}`;
        throw error;
      }
      return 'no failure';
    },
    close: async () => {
      await lake.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

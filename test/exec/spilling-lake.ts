import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { expect } from 'vitest';
import { Lake, type QueryResult } from '../../src/index.js';

/** 120,000 rows: a key of some 50,000, a number of its own each, and a text that may be NULL. */
export const rowsOfKeys = `
  SELECT (i * 7919) % 120011 % 50001 AS k, i AS x,
         CASE WHEN i % 97 = 0 THEN NULL ELSE 'a rather long key ' || ((i * 7919) % 120011 % 70001) END AS s
  FROM range(120000) t(i)`;

/** A made Parquet file, lakes over it that have little memory, and DuckDB to ask the same. */
export class SpillingLake {
  readonly #folder: string;
  readonly #duck: DuckDBConnection;
  readonly #lakes = new Map<string, Lake>();
  readonly #file: string;

  private constructor(folder: string, duck: DuckDBConnection, file: string) {
    this.#folder = folder;
    this.#duck = duck;
    this.#file = file;
  }

  /** Makes the table `rows` from DuckDB's answer to a query. */
  static async of(text: string): Promise<SpillingLake> {
    const folder = mkdtempSync(join(tmpdir(), 'lakelet-test-'));
    // Lakes make their spill folders here, apart from those of other tests.
    process.env.TMPDIR = folder;
    const file = join(folder, 'rows.parquet');
    const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
    await connection.run(`COPY (${text}) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 10000)`);
    await connection.run(`CREATE VIEW rows AS SELECT * FROM '${file}'`);
    return new SpillingLake(folder, connection, file);
  }

  /** Asks a lake with so much memory; answers what DuckDB answers, and that something was spilled. */
  async compare(text: string, memoryLimit: string, threads = 2, duckText = text): Promise<void> {
    const { stats } = await this.#compare(text, memoryLimit, threads, duckText);
    expect(stats.spilledBytes, `spilled by ${text}`).toBeGreaterThan(100_000);
    expect(this.spillFiles(), `left by ${text}`).toEqual([]);
  }

  /** Asks a lake with memory for all rows; answers what DuckDB answers. */
  async compareInMemory(text: string): Promise<void> {
    const { stats } = await this.#compare(text, '512MiB', 2, text);
    expect(stats.spilledBytes, `spilled by ${text}`).toBe(0);
  }

  async #compare(text: string, memoryLimit: string, threads: number, duckText: string): Promise<QueryResult> {
    const lake = await this.lake(memoryLimit, threads);
    const result = await lake.query(text);
    const rows = (await result.toArrays()).map((row) => row.map(plain));
    const reader = await this.#duck.runAndReadAll(duckText);
    expect(rows, text).toEqual(reader.getRows().map((row) => row.map(plain)));
    return result;
  }

  async lake(memoryLimit: string, threads: number): Promise<Lake> {
    const key = `${memoryLimit} ${threads}`;
    const known = this.#lakes.get(key);
    if (known) return known;
    const lake = await Lake.open(undefined, { memoryLimit, threads });
    await lake.createTable('rows', { location: this.#file });
    this.#lakes.set(key, lake);
    return lake;
  }

  spillFiles(): string[] {
    return readdirSync(this.#folder)
      .filter((name) => name.startsWith('lakelet-spill-'))
      .flatMap((name) => readdirSync(join(this.#folder, name)));
  }

  async close(): Promise<void> {
    for (const lake of this.#lakes.values()) await lake.close();
    this.#duck.closeSync();
    rmSync(this.#folder, { recursive: true });
  }
}

/** Numbers as text: DuckDB and Lakelet may choose different types for the same number. */
const plain = (value: unknown): unknown =>
  typeof value === 'bigint' || typeof value === 'number' ? String(Number(value)) : value;

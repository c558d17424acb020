import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlText } from '../../datasets/random.js';
import { openDuckdb } from '../../native-bench/engines/duckdb.js';
import type { Answer, SqlEngine } from '../../native-bench/engines/engine.js';

const writing = /^\s*(create|insert|drop|update|delete|alter)\b/i;
const tableName = /^\s*(?:create\s+table|insert\s+into|drop\s+table(?:\s+if\s+exists)?)\s+(\w+)/i;

/**
 * Wraps an engine that only reads: what creates and fills tables goes to DuckDB, and the tables are handed over as
 * Parquet files before the next query.
 */
export async function withWrittenTables(engine: SqlEngine): Promise<SqlEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'lakelet-slt-'));
  const duckdb = await openDuckdb({ threads: 1 });
  const changed = new Set<string>();
  let exportCount = 0;

  const handOver = async (name: string): Promise<void> => {
    const files = join(folder, `${name}-${exportCount++}.parquet`);
    await duckdb.query(`COPY ${name} TO ${sqlText(files)} (FORMAT parquet)`);
    const { columns } = await duckdb.query(`SELECT * FROM ${name} LIMIT 0`);
    await engine.createTable({ name, files, columns: columns.map((column) => [column.name, column.type] as const) });
  };

  return {
    name: engine.name,
    createTable: (table) => engine.createTable(table),
    query: async (sql, options): Promise<Answer> => {
      if (writing.test(sql)) {
        const name = tableName.exec(sql)?.[1];
        if (name !== undefined && /^\s*drop/i.test(sql)) changed.delete(name);
        else if (name !== undefined) changed.add(name);
        return duckdb.query(sql);
      }
      for (const name of changed) await handOver(name);
      changed.clear();
      return engine.query(sql, options);
    },
    close: async () => {
      await duckdb.close();
      await rm(folder, { recursive: true });
    },
  };
}

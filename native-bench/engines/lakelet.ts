import { Lake } from '../../src/index.js';
import type { Answer, EngineOptions, QueryOptions, SqlEngine, TableFiles } from './engine.js';

// The one place where benchmarks and test harnesses touch the public API.

/** Opens a temporary lake. */
export async function openLakelet(options: EngineOptions = {}): Promise<SqlEngine> {
  const lake = await Lake.open(undefined, options);
  return {
    name: 'lakelet',
    createTable: ({ name, files, ...facts }: TableFiles) => lake.createTable(name, { location: files, ...facts }),
    query: async (sql: string, queryOptions: QueryOptions = {}): Promise<Answer> => {
      const result = await lake.query(sql, queryOptions);
      return { columns: result.columns, rows: await result.toArrays() };
    },
    close: () => lake.close(),
  };
}

import * as lakelet from '../../src/index.js';
import type { Answer, EngineOptions, QueryOptions, SqlEngine, TableFiles } from './engine.js';

// The one place where benchmarks and test harnesses touch the public API.

interface Result {
  readonly columns: { name: string; type: string }[];
  toArrays(): Promise<unknown[][]>;
}

interface Lake {
  query(text: string, options?: QueryOptions): Promise<Result>;
  createTable(
    name: string,
    options: { location: string; columns?: readonly (readonly [name: string, type: string])[] },
  ): Promise<unknown>;
  close(): Promise<void>;
}

interface LakeModule {
  readonly Lake?: { open(folder?: string, options?: EngineOptions): Promise<Lake> };
}

/** Says whether this build has an engine at all. */
export function hasLakelet(): boolean {
  return (lakelet as unknown as LakeModule).Lake !== undefined;
}

/** Opens a temporary lake. */
export async function openLakelet(options: EngineOptions = {}): Promise<SqlEngine> {
  const { Lake } = lakelet as unknown as LakeModule;
  if (!Lake) throw new Error('this build has no Lake');
  const lake = await Lake.open(undefined, options);
  return {
    name: 'lakelet',
    createTable: async ({ name, files, columns }: TableFiles) => {
      await lake.createTable(name, { location: files, ...(columns ? { columns } : {}) });
    },
    query: async (sql: string, queryOptions: QueryOptions = {}): Promise<Answer> => {
      const result = await lake.query(sql, queryOptions);
      return { columns: result.columns, rows: await result.toArrays() };
    },
    close: () => lake.close(),
  };
}

import {
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBListValue,
  DuckDBStructValue,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api';
import type { Answer, EngineOptions, QueryOptions, SqlEngine, TableFiles } from './engine.js';

/** Opens DuckDB in memory; tables are views over the same Parquet files. */
export async function openDuckdb(options: EngineOptions = {}): Promise<SqlEngine> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  if (options.threads !== undefined) await connection.run(`SET threads = ${options.threads}`);
  if (options.memoryLimit !== undefined) await connection.run(`SET memory_limit = '${options.memoryLimit}'`);
  return {
    name: 'duckdb',
    createTable: async ({ name, files }: TableFiles) => {
      const path = files.replaceAll("'", "''");
      await connection.run(`CREATE OR REPLACE VIEW "${name}" AS SELECT * FROM read_parquet('${path}')`);
    },
    query: (sql, queryOptions) => queryWithin(connection, sql, queryOptions),
    close: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function queryWithin(connection: DuckDBConnection, sql: string, options: QueryOptions = {}): Promise<Answer> {
  const timer =
    options.timeoutMs === undefined ? undefined : setTimeout(() => connection.interrupt(), options.timeoutMs);
  try {
    const reader = await connection.runAndReadAll(sql);
    const types = reader.columnTypes();
    const columns = reader.columnNames().map((name, i) => ({ name, type: typeText(types[i]!) }));
    return { columns, rows: reader.getRows().map((row) => row.map(plainValue)) };
  } finally {
    clearTimeout(timer);
  }
}

const typeNames: Partial<Record<DuckDBTypeId, string>> = {
  [DuckDBTypeId.BOOLEAN]: 'boolean',
  [DuckDBTypeId.TINYINT]: 'tinyint',
  [DuckDBTypeId.SMALLINT]: 'smallint',
  [DuckDBTypeId.INTEGER]: 'integer',
  [DuckDBTypeId.BIGINT]: 'bigint',
  [DuckDBTypeId.UTINYINT]: 'bigint',
  [DuckDBTypeId.USMALLINT]: 'bigint',
  [DuckDBTypeId.UINTEGER]: 'bigint',
  [DuckDBTypeId.UBIGINT]: 'bigint',
  [DuckDBTypeId.HUGEINT]: 'bigint',
  [DuckDBTypeId.FLOAT]: 'real',
  [DuckDBTypeId.DOUBLE]: 'double',
  [DuckDBTypeId.VARCHAR]: 'varchar',
  [DuckDBTypeId.BLOB]: 'varbinary',
  [DuckDBTypeId.DATE]: 'date',
  [DuckDBTypeId.TIMESTAMP]: 'timestamp(6)',
};

function typeText(type: DuckDBType): string {
  if (type.typeId === DuckDBTypeId.DECIMAL) return type.toString().toLowerCase().replace(',', ', ');
  if (type.typeId === DuckDBTypeId.LIST) return `array(${typeText((type as { valueType: DuckDBType }).valueType)})`;
  return typeNames[type.typeId] ?? type.toString().toLowerCase();
}

/** Brings DuckDB's value classes into plain values: decimals, dates and times as text. */
function plainValue(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof DuckDBDecimalValue) return value.toString();
  if (value instanceof DuckDBBlobValue) return value.bytes;
  if (value instanceof DuckDBListValue) return value.items.map(plainValue);
  if (value instanceof DuckDBStructValue) return Object.values(value.entries).map(plainValue);
  return String(value);
}

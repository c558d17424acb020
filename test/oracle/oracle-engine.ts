import type { SqlEngine } from '../../native-bench/engines/engine.js';
import { askOracle } from './trino-client.js';

/** Opens the real Trino as an engine; it knows no files, only its own TPC-H schema `tiny`. */
export function openOracle(): SqlEngine {
  return {
    name: 'trino',
    createTable: async () => undefined,
    query: (sql) => askOracle(sql),
    close: async () => undefined,
  };
}

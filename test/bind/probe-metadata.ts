import type { BindSession } from '../../src/bind/bind-context.js';
import { type BindOptions, bindStatement } from '../../src/bind/bind-statement.js';
import type { BoundStatement } from '../../src/bind/bound-statement.js';
import type { Metadata, TableMetadata } from '../../src/bind/metadata.js';
import { parseStatement } from '../../src/sql/parse-statement.js';
import { parseType } from '../../src/types/parse-type.js';
import type { ProbeTables } from '../probes/probe.js';

/** Where the tests' tables are. */
const home = { catalog: 'memory', schema: 'p' };

/** Makes metadata of tables given as types by column. */
export function makeMetadata(
  tables: ProbeTables,
  { catalog, schema, otherCatalogs = [] }: { catalog: string; schema: string; otherCatalogs?: string[] } = home,
): Metadata {
  const byName = new Map(
    Object.entries(tables).map(([name, { columns }]): [string, TableMetadata] => [
      name,
      {
        reference: { catalog, schema, name, handle: name },
        columns: columns.map(([column, type]) => ({ name: column, type: parseType(type) })),
      },
    ]),
  );
  return {
    isGoverned: false,
    mayReadFiles: () => true,
    noteRead: () => undefined,
    hasCatalog: (name) => name === catalog || otherCatalogs.includes(name),
    hasSchema: (of, name) => of === catalog && name === schema,
    findTable: (table) => (table.catalog === catalog && table.schema === schema ? byName.get(table.name) : undefined),
    findFiles: () => undefined,
    findView: () => undefined,
    findRows: () => undefined,
    listCatalogs: () => [catalog, ...otherCatalogs],
    listSchemas: () => [schema],
    listTables: () => [...byName.keys()],
  };
}

export const session: BindSession = {
  startMillis: Date.UTC(2026, 0, 2, 3, 4, 5),
  timeZone: 'UTC',
  user: 'oracle',
  ...home,
  queryId: 'q',
  settings: { decimalLiteralsAsDouble: false, recursionDepthMax: 10 },
};

/** Parses and binds a statement. */
export const bindText = (sql: string, metadata: Metadata, options: Partial<BindOptions> = {}): BoundStatement =>
  bindStatement(parseStatement(sql), { metadata, session, ...options });

/** Names the function that a statement waits for: Trino has it, the registry does not yet. */
export const missingFunction = (found: string): string | undefined =>
  /Function '(\S+)' not registered/.exec(found)?.[1];

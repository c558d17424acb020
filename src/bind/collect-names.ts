import type * as ast from '../sql/ast.js';
import { parseStatement } from '../sql/parse-statement.js';
import type { TableName } from './metadata.js';
import { sessionSchema } from './session-schema.js';
import { type NamingSession, tableNameOf } from './table-name.js';
import { sourcesIn } from './table-references.js';

/** What a statement may read: the engine looks these up before binding. */
export interface StatementNames {
  /** Tables by full name, each once. Names of WITH are among them: a table need not exist. */
  readonly tables: readonly TableName[];
  readonly filePatterns: readonly string[];
}

/** Finds the statement behind EXECUTE and EXPLAIN; undefined where there is none of that name. */
export type FindPrepared = (name: string) => ast.Statement | undefined;

/** Lists the names of tables and files in a statement. */
export function collectTableNames(
  statement: ast.AnyStatement,
  session: NamingSession,
  findPrepared: FindPrepared = () => undefined,
): StatementNames {
  const names = new NameCollector(session);
  for (const root of rootsOf(statement, findPrepared)) {
    names.addSources(root);
    if (root.kind === 'Show' && root.subject.kind === 'columns') names.add(root.subject.table.parts);
    if (root.kind === 'Show' && root.subject.kind === 'stats' && 'parts' in root.subject.of)
      names.add(root.subject.of.parts);
    if (root.kind === 'Show' && root.subject.kind === 'create') names.add(root.subject.name.parts);
    if (root.kind === 'Analyze') names.add(root.table.parts);
    if (root.kind === 'DescribeTable' || root.kind === 'Optimize' || root.kind === 'TableExecute')
      names.add(root.table.parts);
    if (root.kind === 'Delete' || root.kind === 'Update' || root.kind === 'Merge' || root.kind === 'Truncate')
      names.add(root.table.parts);
    if (root.kind === 'Insert' && statement.kind === 'Explain') names.add(root.table.parts);
  }
  return names.found;
}

/** Lists the names of tables and files in a query. */
export function collectQueryNames(query: ast.Query, session: NamingSession): StatementNames {
  const names = new NameCollector(session);
  names.addSources(query);
  return names.found;
}

class NameCollector {
  readonly #session: NamingSession;
  readonly #tables = new Map<string, TableName>();
  readonly #filePatterns = new Set<string>();

  constructor(session: NamingSession) {
    this.#session = session;
  }

  get found(): StatementNames {
    return { tables: [...this.#tables.values()], filePatterns: [...this.#filePatterns] };
  }

  add(parts: readonly ast.Identifier[]): void {
    if (parts.length > 3) return;
    const words = parts.map(({ value }) => value);
    const table = tableNameOf(words, this.#session);
    this.#tables.set(JSON.stringify(table), table);
    if (table.schema !== sessionSchema) return;
    // What else the name may mean.
    const other = tableNameOf(words, { ...this.#session, registered: undefined });
    this.#tables.set(JSON.stringify(other), other);
  }

  addSources(root: unknown): void {
    for (const source of sourcesIn(root)) {
      if (source.kind === 'FilePattern') this.#filePatterns.add(source.pattern);
      else this.add(source.name.parts);
    }
  }
}

function rootsOf(statement: ast.AnyStatement, findPrepared: FindPrepared): readonly ast.AnyStatement[] {
  if (statement.kind === 'Explain') return rootsOf(statement.statement, findPrepared);
  if (statement.kind === 'ExecuteImmediate') return [statement, parseStatement(statement.statement.value)];
  const isPrepared =
    statement.kind === 'Execute' || statement.kind === 'DescribeInput' || statement.kind === 'DescribeOutput';
  if (!isPrepared) return [statement];
  const prepared = findPrepared(statement.name.value);
  return prepared ? [statement, prepared] : [statement];
}

import type { SessionFacts } from '../functions/definition.js';
import type * as ast from '../sql/ast.js';
import { parseStatement } from '../sql/parse-statement.js';
import type { TableName } from './metadata.js';
import { tableNameOf } from './table-name.js';
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
  session: Pick<SessionFacts, 'catalog' | 'schema'>,
  findPrepared: FindPrepared = () => undefined,
): StatementNames {
  const tables = new Map<string, TableName>();
  const filePatterns = new Set<string>();
  const add = (parts: readonly ast.Identifier[]): void => {
    if (parts.length > 3) return;
    const table = tableNameOf(
      parts.map(({ value }) => value),
      session,
    );
    tables.set(JSON.stringify(table), table);
  };
  for (const root of rootsOf(statement, findPrepared)) {
    for (const source of sourcesIn(root)) {
      if (source.kind === 'FilePattern') filePatterns.add(source.pattern);
      else add(source.name.parts);
    }
    if (root.kind === 'Show' && root.subject.kind === 'columns') add(root.subject.table.parts);
    if (root.kind === 'DescribeTable') add(root.table.parts);
  }
  return { tables: [...tables.values()], filePatterns: [...filePatterns] };
}

function rootsOf(statement: ast.AnyStatement, findPrepared: FindPrepared): readonly ast.AnyStatement[] {
  if (statement.kind === 'Explain') return rootsOf(statement.statement, findPrepared);
  if (statement.kind === 'ExecuteImmediate') return [statement, parseStatement(statement.statement.value)];
  if (statement.kind !== 'Execute' && statement.kind !== 'DescribeOutput') return [statement];
  const prepared = findPrepared(statement.name.value);
  return prepared ? [statement, prepared] : [statement];
}

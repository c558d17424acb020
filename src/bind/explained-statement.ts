import type * as ast from '../sql/ast.js';
import { formatStatement } from '../sql/format.js';

/** What EXPLAIN prints of a statement that is no query: the query that it writes under a title, or just itself. */
export type ExplainedStatement =
  | { readonly kind: 'write'; readonly title: string; readonly query: ast.QueryStatement }
  | { readonly kind: 'text'; readonly text: string };

/** Tells what EXPLAIN prints of a statement; undefined for what is bound as it is. */
export function explainedStatement(statement: ast.Statement): ExplainedStatement | undefined {
  const { position } = statement;
  const write = (title: string, query: ast.Query): ExplainedStatement => ({
    kind: 'write',
    title,
    query: { kind: 'QueryStatement', session: [], query, position },
  });
  switch (statement.kind) {
    case 'Insert':
      return write(`Insert [${nameText(statement.table)}]`, statement.query);
    case 'CreateTableAsSelect':
      return write(`CreateTable [${nameText(statement.name)}]`, statement.query);
    case 'Unload':
      return write(`Unload [${statement.location}]`, statement.query);
    case 'CreateSchema':
    case 'CreateTable':
    case 'CreateView':
    case 'Drop':
    case 'Rename':
    case 'AlterTable':
    case 'Comment':
      return { kind: 'text', text: formatStatement(statement) };
    default:
      return undefined;
  }
}

const nameText = ({ parts }: ast.QualifiedName): string => parts.map(({ value }) => value).join('.');

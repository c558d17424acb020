import type * as ast from '../sql/ast.js';
import { formatStatement } from '../sql/format.js';
import { bareQuery } from './bare-query.js';

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
    case 'Delete':
    case 'Update': {
      const { table, where } = statement;
      return write(`${statement.kind} [${nameText(table)}]`, rowsOf(tableOf(table), where));
    }
    case 'Merge': {
      const { table, source } = statement;
      return write(`Merge [${nameText(table)}]`, rowsOf(matchedRows(statement, source), undefined));
    }
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

const tableOf = (name: ast.QualifiedName): ast.Table => ({
  kind: 'Table',
  name,
  period: undefined,
  position: name.position,
});

/** Joins the source of a MERGE with its table; rows without a match matter only where they are inserted. */
function matchedRows({ table, alias, on, cases, position }: ast.Merge, left: ast.Relation): ast.Relation {
  const relation = tableOf(table);
  const right = alias
    ? ({ kind: 'AliasedRelation', relation, alias, columns: undefined, position } as const)
    : relation;
  const type = cases.some(({ kind }) => kind === 'MergeInsert') ? 'LEFT' : 'INNER';
  return { kind: 'Join', type, left, right, criteria: { kind: 'on', condition: on }, position };
}

/** Makes the query of the rows that a statement looks at. */
const rowsOf = (from: ast.Relation, where: ast.Expression | undefined): ast.Query => {
  const { position } = from;
  const all: ast.AllColumns = { kind: 'AllColumns', target: undefined, aliases: undefined, position };
  const body: ast.Select = {
    kind: 'Select',
    isDistinct: false,
    items: [all],
    from,
    where,
    groupBy: undefined,
    having: undefined,
    windows: [],
    position,
  };
  return bareQuery(body);
};

const nameText = ({ parts }: ast.QualifiedName): string => parts.map(({ value }) => value).join('.');

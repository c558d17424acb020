import type {
  Expression,
  GroupingElement,
  Limit,
  Query,
  QueryBody,
  Select,
  SelectItem,
  SetOperation,
} from '../ast/tree.js';
import { type Formatter, words } from './formatter.js';
import { formatColumns, formatIdentifier, formatName } from './names.js';
import { formatOrderBy, formatWindowSpecification } from './window.js';

/** Writes a query on one line. */
export function formatQueryWith(query: Query, format: Formatter): string {
  const { offset } = query;
  const named = query.with?.queries.map(
    ({ name, columns, query: inner }) =>
      `${words(formatIdentifier(name), formatColumns(columns))} AS (${format.query(inner)})`,
  );
  return words(
    named && `WITH ${query.with?.isRecursive ? 'RECURSIVE ' : ''}${named.join(', ')}`,
    formatBody(query.body, format),
    formatOrderBy(query.orderBy, format),
    offset && `OFFSET ${format.expression(offset)}`,
    query.limit && formatLimit(query.limit, format),
  );
}

function formatBody(body: QueryBody, format: Formatter): string {
  switch (body.kind) {
    case 'Query':
      return `(${format.query(body)})`;
    case 'Select':
      return formatSelect(body, format);
    case 'SetOperation':
      return formatSetOperations(body, format);
    case 'Values':
      return `VALUES ${body.rows.map(format.expression).join(', ')}`;
    case 'TableQuery':
      return `TABLE ${formatName(body.name)}`;
  }
}

/** Unions may have more members than the call stack has room for. */
function formatSetOperations(operation: SetOperation, format: Formatter): string {
  let first: QueryBody = operation;
  const rest: string[] = [];
  while (first.kind === 'SetOperation') {
    const { operator, isDistinct, corresponding, right } = first;
    rest.push(
      words(
        operator,
        !isDistinct && 'ALL',
        corresponding && 'CORRESPONDING',
        corresponding?.columns && `BY ${formatColumns(corresponding.columns)}`,
        formatBody(right, format),
      ),
    );
    first = first.left;
  }
  return [formatBody(first, format), ...rest.reverse()].join(' ');
}

function formatLimit({ kind, count, withTies }: Limit, format: Formatter): string {
  const rows = count && format.expression(count);
  return kind === 'limit'
    ? `LIMIT ${rows ?? 'ALL'}`
    : words('FETCH FIRST', rows, 'ROWS', withTies ? 'WITH TIES' : 'ONLY');
}

function formatSelect(select: Select, format: Formatter): string {
  const { from, where, groupBy, having, windows } = select;
  const elements = groupBy?.elements.map((element) => formatGroupingElement(element, format)).join(', ');
  const definitions = windows.map(
    ({ name, window }) => `${formatIdentifier(name)} AS (${formatWindowSpecification(window, format)})`,
  );
  return words(
    'SELECT',
    select.isDistinct && 'DISTINCT',
    select.items.map((item) => formatSelectItem(item, format)).join(', '),
    from && `FROM ${format.relation(from)}`,
    where && `WHERE ${format.expression(where)}`,
    groupBy && `GROUP BY ${groupBy.isDistinct ? 'DISTINCT ' : ''}${elements}`,
    having && `HAVING ${format.expression(having)}`,
    windows.length > 0 && `WINDOW ${definitions.join(', ')}`,
  );
}

function formatSelectItem(item: SelectItem, format: Formatter): string {
  if (item.kind === 'SingleColumn')
    return words(format.expression(item.value), item.alias && `AS ${formatIdentifier(item.alias)}`);
  if (!item.target) return '*';
  return words(`${format.expression(item.target)}.*`, item.aliases && `AS ${formatColumns(item.aliases)}`);
}

function formatGroupingElement(element: GroupingElement, format: Formatter): string {
  const setOf = (columns: readonly Expression[]): string =>
    columns.length === 1 ? format.expression(columns[0]!) : `(${columns.map(format.expression).join(', ')})`;
  switch (element.kind) {
    case 'AutoGrouping':
      return 'AUTO';
    case 'SimpleGrouping':
      return setOf(element.columns);
    case 'GroupingSets': {
      const sets = element.sets.map((set) => setOf(set)).join(', ');
      return `${element.type === 'EXPLICIT' ? 'GROUPING SETS' : element.type} (${sets})`;
    }
  }
}

import type { Expression, Query, QueryBody, Relation, SelectItem, SortItem } from '../../src/sql/ast.js';
import { formatType } from '../../src/sql/parse-statement.js';

/** Outlines a tree as nested lists, `(+ a (* b 2))`, so that a test shows how its operators group. */
export function outline(node: Expression): string {
  switch (node.kind) {
    case 'Identifier':
      return node.delimited ? `"${node.value}"` : node.value;
    case 'Dereference':
      return `(. ${outline(node.base)} ${outline(node.field)})`;
    case 'NullLiteral':
      return 'null';
    case 'BooleanLiteral':
      return String(node.value);
    case 'StringLiteral':
      return `'${node.value}'`;
    case 'BinaryLiteral':
      return `x${Buffer.from(node.value).toString('hex')}`;
    case 'IntegerLiteral':
      return node.value < 0n ? `(neg ${-node.value})` : node.value.toString();
    case 'DecimalLiteral':
      return `decimal:${node.value}`;
    case 'DoubleLiteral':
      return `double:${node.value}`;
    case 'TypedLiteral':
      return `(literal ${node.type.toLowerCase()} '${node.value}')`;
    case 'IntervalLiteral': {
      const to = node.to ? ` to ${node.to.toLowerCase()}` : '';
      return `(interval ${node.isNegative ? '-' : ''}'${node.value}' ${node.from.toLowerCase()}${to})`;
    }
    case 'Parameter':
      return `?${node.index}`;
    case 'ArithmeticUnary':
      return list(node.operator === '-' ? 'neg' : 'plus', [node.value]);
    case 'ArithmeticBinary':
      return list(node.operator, [node.left, node.right]);
    case 'Comparison':
      return list(node.operator.toLowerCase().replaceAll(' ', '-'), [node.left, node.right]);
    case 'QuantifiedComparison':
      return `(quantified ${node.operator} ${node.quantifier.toLowerCase()} ${outline(node.value)} Q)`;
    // The trees of the corpora have two terms to a node.
    case 'Logical':
      return node.terms.map(outline).reduce((left, right) => `(${node.operator.toLowerCase()} ${left} ${right})`);
    case 'Not': {
      const { value } = node;
      const isOwn = value.position.line === node.position.line && value.position.column === node.position.column;
      return isOwn ? outline(value).replace('(', '(not-') : `(not ${outline(value)})`;
    }
    case 'Between':
      return list('between', [node.value, node.min, node.max]);
    case 'InList':
      return list('in', [node.value, ...node.list]);
    case 'InSubquery':
      return `(in-query ${outline(node.value)} Q)`;
    case 'Like':
      return list('like', node.escape ? [node.value, node.pattern, node.escape] : [node.value, node.pattern]);
    case 'IsNull':
      return list('is-null', [node.value]);
    case 'IsNotNull':
      return list('is-not-null', [node.value]);
    case 'AtTimeZone':
      return list('at-time-zone', [node.value, node.zone]);
    default:
      return outlineForm(node);
  }
}

function list(head: string, nodes: readonly Expression[]): string {
  return `(${[head, ...nodes.map(outline)].join(' ')})`;
}

function outlineForm(node: Expression): string {
  switch (node.kind) {
    case 'Exists':
      return '(exists Q)';
    case 'ScalarSubquery':
      return `(query ${outlineQuery(node.query)})`;
    case 'SearchedCase':
    case 'SimpleCase': {
      const whens = node.whens.map(({ condition, result }) => `(${outline(condition)} ${outline(result)})`);
      const operand = node.kind === 'SimpleCase' ? [outline(node.operand)] : [];
      return `(${['case', ...operand, `(${whens.join(' ')})`, ...(node.otherwise ? [outline(node.otherwise)] : [])].join(' ')})`;
    }
    case 'If':
      return list('if', [node.condition, node.whenTrue, ...(node.whenFalse ? [node.whenFalse] : [])]);
    case 'Coalesce':
      return list('coalesce', node.operands);
    case 'NullIf':
      return list('nullif', [node.first, node.second]);
    case 'Try':
      return list('try', [node.value]);
    case 'Format':
      return list('format', node.arguments);
    case 'Cast':
      return `(${node.isSafe ? 'try_cast' : 'cast'} ${outline(node.value)} ${formatType(node.type).replace(', ', ',')})`;
    case 'Extract':
      return `(extract ${node.field.toLowerCase()} ${outline(node.value)})`;
    case 'Trim':
      return `(trim ${node.specification.toLowerCase()} ${node.character ? `${outline(node.character)} ` : ''}${outline(node.value)})`;
    case 'ArrayConstructor':
      return list('array', node.elements);
    case 'RowConstructor':
      return list('row', node.fields);
    case 'Subscript':
      return list('subscript', [node.base, node.index]);
    case 'Lambda':
      return `(lambda (${node.parameters.map(({ value }) => value).join(' ')}) ${outline(node.body)})`;
    case 'FunctionCall':
      return outlineCall(node);
    case 'Grouping':
      return list('grouping', node.columns);
    default:
      return node.kind;
  }
}

function outlineCall(node: Extract<Expression, { kind: 'FunctionCall' }>): string {
  const name = node.name.parts.map(({ value }) => value).join('.');
  // Written as an operator, in the corpora.
  if (name === 'concat' && node.arguments.length === 2) return list('||', node.arguments);
  const parts = [
    'call',
    node.processingMode?.toLowerCase(),
    name,
    node.isDistinct && 'distinct',
    node.label && `${node.label.value}.*`,
    ...node.arguments.map(outline),
    node.orderBy && `(order ${node.orderBy.map(outlineSort).join(' ')})`,
    node.filter && `(filter ${outline(node.filter)})`,
    node.nullTreatment && `${node.nullTreatment.toLowerCase()}-nulls`,
    node.over && `(over ${node.over.kind === 'WindowReference' ? node.over.name.value : ''})`,
  ];
  return `(${parts.filter(Boolean).join(' ')})`;
}

/** Outlines one key of an ORDER BY. */
export function outlineSort({ key, isDescending, nulls }: SortItem): string {
  return [outline(key), isDescending && 'desc', nulls && `nulls-${nulls.toLowerCase()}`].filter(Boolean).join(':');
}

/** Outlines a query: what is selected, from where, and how bodies combine. */
export function outlineQuery(query: Query): string {
  const body = outlineBody(query.body);
  const parts = [
    query.with && `with${query.with.isRecursive ? '-recursive' : ''}:${query.with.queries.length}`,
    query.orderBy && 'order',
    query.offset && 'offset',
    query.limit && (query.limit.withTies ? 'ties' : 'limit'),
  ].filter(Boolean);
  return parts.length > 0 ? `(${parts.join('-')} ${body})` : body;
}

function outlineBody(body: QueryBody): string {
  switch (body.kind) {
    case 'Query':
      return outlineQuery(body);
    case 'Values':
      return `(values ${body.rows.map(outline).join(' ')})`;
    case 'TableQuery':
      return `(table ${body.name.parts.map(outline).join('.')})`;
    case 'SetOperation': {
      const name =
        body.operator.toLowerCase() + (body.isDistinct ? '' : '-all') + (body.corresponding ? '-corresponding' : '');
      return `(${name} ${outlineBody(body.left)} ${outlineBody(body.right)})`;
    }
    case 'Select': {
      const items = body.items.map(outlineItem).join(' ');
      return body.from ? `(select ${items} ${outlineRelation(body.from)})` : items;
    }
  }
}

function outlineItem(item: SelectItem): string {
  if (item.kind === 'AllColumns') return item.target ? `(all ${outline(item.target)})` : '*';
  return item.alias ? `(as ${outline(item.value)} ${outline(item.alias)})` : outline(item.value);
}

/** Outlines a relation with its joins. */
export function outlineRelation(relation: Relation): string {
  switch (relation.kind) {
    case 'Table':
      return (
        relation.name.parts.map(outline).join('.') + (relation.period ? `@${relation.period.unit.toLowerCase()}` : '')
      );
    case 'FilePattern':
      return `(files ${relation.pattern})`;
    case 'Subquery':
      return `(query ${outlineQuery(relation.query)})`;
    case 'Lateral':
      return `(lateral ${outlineQuery(relation.query)})`;
    case 'Unnest':
      return `(unnest${relation.withOrdinality ? '-ordinality' : ''} ${relation.expressions.map(outline).join(' ')})`;
    case 'AliasedRelation': {
      const columns = relation.columns ? ` (${relation.columns.map(outline).join(' ')})` : '';
      return `(as ${outlineRelation(relation.relation)} ${outline(relation.alias)}${columns})`;
    }
    case 'SampledRelation':
      return `(sample ${relation.method.toLowerCase()} ${outlineRelation(relation.relation)} ${outline(relation.percentage)})`;
    case 'Join': {
      const { type, left, right, criteria } = relation;
      const natural = criteria?.kind === 'natural' ? 'natural-' : '';
      const on = criteria?.kind === 'on' ? ` on ${outline(criteria.condition)}` : '';
      const using = criteria?.kind === 'using' ? ` using ${criteria.columns.map(outline).join(',')}` : '';
      return `(${natural}${type.toLowerCase()} ${outlineRelation(left)} ${outlineRelation(right)}${on}${using})`;
    }
    default:
      return relation.kind;
  }
}

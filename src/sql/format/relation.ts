import type { Join, Relation, TableArgument, TableFunction } from '../ast/tree.js';
import { type Formatter, words } from './formatter.js';
import { formatJsonTable } from './json.js';
import { formatColumns, formatIdentifier, formatName, formatString } from './names.js';
import { formatMeasures, formatOrderBy, formatPartitionBy, formatPatternSearch, formatSortItem } from './window.js';
import { formatDescriptor } from './written-type.js';

/** Writes what follows FROM. */
export function formatRelationWith(relation: Relation, format: Formatter): string {
  switch (relation.kind) {
    case 'Table': {
      const { period } = relation;
      const asOf = period && `FOR ${period.unit} AS OF ${format.expression(period.end)}`;
      return words(formatName(relation.name), asOf);
    }
    case 'FilePattern':
      return formatString(relation.pattern);
    case 'Subquery':
      return `(${format.query(relation.query)})`;
    case 'Unnest': {
      const expressions = relation.expressions.map(format.expression).join(', ');
      return words(`UNNEST(${expressions})`, relation.withOrdinality && 'WITH ORDINALITY');
    }
    case 'Lateral':
      return `LATERAL (${format.query(relation.query)})`;
    case 'TableFunction':
      return formatTableFunction(relation, format);
    case 'JsonTable':
      return formatJsonTable(relation, format);
    case 'AliasedRelation': {
      const columns = relation.columns && ` ${formatColumns(relation.columns)}`;
      const inner = enclosed(relation.relation, format, 'AliasedRelation', 'SampledRelation', 'Join');
      return `${inner} AS ${formatIdentifier(relation.alias)}${columns ?? ''}`;
    }
    case 'SampledRelation': {
      const inner = enclosed(relation.relation, format, 'SampledRelation', 'Join');
      return `${inner} TABLESAMPLE ${relation.method} (${format.expression(relation.percentage)})`;
    }
    case 'PatternRecognition':
      return formatPatternRecognition(relation, format);
    case 'Join':
      return formatJoins(relation, format);
  }
}

/** Writes a relation, in parentheses when it is of one of `kinds`. */
function enclosed(relation: Relation, format: Formatter, ...kinds: readonly Relation['kind'][]): string {
  const text = format.relation(relation);
  return kinds.includes(relation.kind) ? `(${text})` : text;
}

/** Lists of relations may be longer than the call stack is deep. */
function formatJoins(join: Join, format: Formatter): string {
  let first: Relation = join;
  const rest: string[] = [];
  while (first.kind === 'Join') {
    rest.push(formatJoined(first, format));
    first = first.left;
  }
  return format.relation(first) + rest.reverse().join('');
}

function formatJoined({ type, right, criteria }: Join, format: Formatter): string {
  const relation = enclosed(right, format, 'Join');
  if (type === 'IMPLICIT') return `, ${relation}`;
  const natural = criteria?.kind === 'natural' ? ' NATURAL' : '';
  const on = criteria?.kind === 'on' ? ` ON ${format.expression(criteria.condition)}` : '';
  const using = criteria?.kind === 'using' ? ` USING ${formatColumns(criteria.columns)}` : '';
  return `${natural} ${type} JOIN ${relation}${on}${using}`;
}

function formatTableFunction(relation: TableFunction, format: Formatter): string {
  const values = relation.arguments.map(({ name, value }) => {
    const text =
      value.kind === 'TableArgument'
        ? formatTableArgument(value, format)
        : value.kind === 'Descriptor'
          ? formatDescriptor(value)
          : format.expression(value);
    return name ? `${formatIdentifier(name)} => ${text}` : text;
  });
  const groups = relation.copartitioning.map((tables) => `(${tables.map(formatName).join(', ')})`);
  const copartition = groups.length > 0 && `COPARTITION ${groups.join(', ')}`;
  return `TABLE(${formatName(relation.name)}(${words(values.join(', '), copartition)}))`;
}

function formatTableArgument(argument: TableArgument, format: Formatter): string {
  const { relation, partitionBy, whenEmpty, orderBy } = argument;
  const aliased = relation.kind === 'AliasedRelation' ? relation : undefined;
  const source = aliased ? aliased.relation : relation;
  return words(
    `TABLE(${source.kind === 'Subquery' ? format.query(source.query) : format.relation(source)})`,
    aliased && words('AS', formatIdentifier(aliased.alias), formatColumns(aliased.columns)),
    partitionBy && `PARTITION BY (${partitionBy.map(format.expression).join(', ')})`,
    whenEmpty && `${whenEmpty} WHEN EMPTY`,
    orderBy && `ORDER BY (${orderBy.map((item) => formatSortItem(item, format)).join(', ')})`,
  );
}

const rowsPerMatchTexts = {
  ONE: 'ONE ROW PER MATCH',
  ALL: 'ALL ROWS PER MATCH',
  'ALL SHOW EMPTY': 'ALL ROWS PER MATCH SHOW EMPTY MATCHES',
  'ALL OMIT EMPTY': 'ALL ROWS PER MATCH OMIT EMPTY MATCHES',
  'ALL WITH UNMATCHED': 'ALL ROWS PER MATCH WITH UNMATCHED ROWS',
} as const;

function formatPatternRecognition(
  relation: Extract<Relation, { kind: 'PatternRecognition' }>,
  format: Formatter,
): string {
  const inside = words(
    formatPartitionBy(relation.partitionBy, format),
    formatOrderBy(relation.orderBy, format),
    formatMeasures(relation.measures, format),
    relation.rowsPerMatch && rowsPerMatchTexts[relation.rowsPerMatch],
    formatPatternSearch(relation.search, format),
  );
  const input = enclosed(relation.relation, format, 'PatternRecognition', 'SampledRelation', 'Join');
  return `${input} MATCH_RECOGNIZE (${inside})`;
}

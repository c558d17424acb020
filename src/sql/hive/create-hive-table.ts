import { LakeError, type Position } from '../../base/lake-error.js';
import type { CreateHiveTable, DelimitedRowFormat, HiveColumn, SerdeRowFormat, StoredAs } from '../ast/hive.js';
import { parseHiveColumn, parseHiveColumns } from './hive-column.js';
import type { HiveCursor } from './hive-cursor.js';
import { parseColumnName, parseHiveProperties, parseHiveQualifiedName, parseHiveString } from './hive-names.js';

type Clauses = Omit<CreateHiveTable, 'kind' | 'position' | 'isExternal' | 'ifNotExists' | 'name' | 'like' | 'columns'>;

/** Parses CREATE [EXTERNAL] TABLE. The clauses after the columns may come in any order, as Athena takes them. */
export function parseCreateHiveTable(cursor: HiveCursor): CreateHiveTable {
  const { position } = cursor;
  cursor.expect('CREATE');
  const isExternal = cursor.accept('EXTERNAL');
  cursor.expect('TABLE');
  const ifNotExists = cursor.accept('IF', 'NOT', 'EXISTS');
  const name = parseHiveQualifiedName(cursor);
  const like = cursor.accept('LIKE') ? parseHiveQualifiedName(cursor) : undefined;
  const columns = !like && cursor.is('(') ? parseHiveColumns(cursor) : [];
  const clauses = parseClauses(cursor, like ? clausesAfterLike : clauseRules);
  return { kind: 'CreateHiveTable', isExternal, ifNotExists, name, like, columns, ...clauses, position };
}

type ClauseRule = readonly [words: readonly string[], parse: (cursor: HiveCursor) => Partial<Clauses>];

const clauseRules: readonly ClauseRule[] = [
  [['COMMENT'], (cursor) => ({ comment: parseHiveString(cursor) })],
  [['PARTITIONED', 'BY'], parsePartitionedBy],
  [['CLUSTERED', 'BY'], parseClusteredBy],
  [
    ['ROW', 'FORMAT'],
    (cursor) => ({ rowFormat: cursor.accept('SERDE') ? parseSerde(cursor) : parseDelimited(cursor) }),
  ],
  [['STORED', 'AS'], (cursor) => ({ storedAs: parseStoredAs(cursor) })],
  [['WITH', 'SERDEPROPERTIES'], (cursor) => ({ serdeProperties: parseHiveProperties(cursor) })],
  [['LOCATION'], (cursor) => ({ location: parseHiveString(cursor) })],
  [['TBLPROPERTIES'], (cursor) => ({ properties: parseHiveProperties(cursor) })],
];

const clausesAfterLike = clauseRules.filter(([[word]]) => word === 'LOCATION' || word === 'TBLPROPERTIES');

function parseClauses(cursor: HiveCursor, rules: readonly ClauseRule[]): Clauses {
  const clauses: Clauses = {
    comment: undefined,
    partitionKeys: [],
    partitionTransforms: [],
    buckets: undefined,
    rowFormat: undefined,
    serdeProperties: [],
    storedAs: undefined,
    location: undefined,
    properties: [],
  };
  const seen = new Set<string>();
  while (true) {
    const position = cursor.position;
    const rule = rules.find(([words]) => cursor.accept(...words));
    if (!rule) return clauses;
    const name = rule[0].join(' ');
    if (seen.has(name)) repeated(name, position);
    seen.add(name);
    Object.assign(clauses, rule[1](cursor));
  }
}

function repeated(clause: string, position: Position): never {
  throw new LakeError('SYNTAX_ERROR', `${clause} is given twice`, { position });
}

/** Keys have types; an Iceberg table names its columns and transforms of them. */
function parsePartitionedBy(cursor: HiveCursor): Partial<Clauses> {
  const keys: HiveColumn[] = [];
  const transforms: string[] = [];
  cursor.parenthesized((inner) =>
    inner.list((item) => {
      const next = item.peek(1);
      if (next.kind === 'symbol' && (next.value === '(' || next.value === ',' || next.value === ')'))
        transforms.push(parseTransform(item));
      else keys.push(parseHiveColumn(item));
    }),
  );
  return { partitionKeys: keys, partitionTransforms: transforms };
}

function parseTransform(cursor: HiveCursor): string {
  const name = parseColumnName(cursor);
  if (!cursor.is('(')) return name;
  return `${name}(${cursor.parenthesized((inner) => inner.list(parseColumnName)).join(', ')})`;
}

function parseClusteredBy(cursor: HiveCursor): Partial<Clauses> {
  const columns = cursor.parenthesized((inner) => inner.list(parseColumnName));
  cursor.expect('INTO');
  const { position } = cursor;
  const count = Number(cursor.take('word', '<integer>').value);
  if (!Number.isInteger(count) || count < 1)
    throw new LakeError('SYNTAX_ERROR', 'The number of buckets must be positive', { position });
  cursor.expect('BUCKETS');
  return { buckets: { columns, count } };
}

const parseSerde = (cursor: HiveCursor): SerdeRowFormat => ({ kind: 'serde', library: parseHiveString(cursor) });

function parseDelimited(cursor: HiveCursor): DelimitedRowFormat {
  cursor.expect('DELIMITED');
  const optional = (...words: readonly string[]): string | undefined =>
    cursor.accept(...words) ? parseHiveString(cursor) : undefined;
  const field = optional('FIELDS', 'TERMINATED', 'BY');
  const escaping = field === undefined ? undefined : optional('ESCAPED', 'BY');
  return {
    kind: 'delimited',
    field,
    escape: escaping,
    collection: optional('COLLECTION', 'ITEMS', 'TERMINATED', 'BY'),
    mapKey: optional('MAP', 'KEYS', 'TERMINATED', 'BY'),
    line: optional('LINES', 'TERMINATED', 'BY'),
    nullText: optional('NULL', 'DEFINED', 'AS'),
  };
}

function parseStoredAs(cursor: HiveCursor): StoredAs {
  if (!cursor.accept('INPUTFORMAT')) return { kind: 'format', format: cursor.take('word', '<format>').value };
  const inputFormat = parseHiveString(cursor);
  cursor.expect('OUTPUTFORMAT');
  return { kind: 'classes', inputFormat, outputFormat: parseHiveString(cursor) };
}

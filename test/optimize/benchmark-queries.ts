import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BindSession } from '../../src/bind/bind-context.js';
import { bindStatement } from '../../src/bind/bind-statement.js';
import type { Metadata, TableMetadata } from '../../src/bind/metadata.js';
import { optimize } from '../../src/optimize/optimizer.js';
import { visitNodes } from '../../src/optimize/rewrite-nodes.js';
import type { OptimizerContext } from '../../src/optimize/rule.js';
import type { ColumnStatistics, StatisticsSource, TableStatistics } from '../../src/optimize/statistics.js';
import type { ColumnReference } from '../../src/plan/expression.js';
import { type BoundQuery, type LogicalPlan, outputsOf } from '../../src/plan/logical-plan.js';
import { parseStatement } from '../../src/sql/parse-statement.js';
import { parseDate } from '../../src/types/parse-date-time.js';
import { parseType } from '../../src/types/parse-type.js';
import type { SqlType } from '../../src/types/sql-type.js';
import type { SqlValue } from '../../src/types/sql-value.js';
import { foldConstant } from './fold-constant.js';
import { verifyChange } from './plan-builder.js';

type ColumnFacts = readonly [type: string, distinct: number, min: string | null, max: string | null, nulls: number];
type SchemaFacts = Record<string, { readonly rows: number; readonly columns: Record<string, ColumnFacts> }>;

/** Tables by the names and statistics of a generated data set at scale factor 1. */
export class BenchmarkSchema {
  readonly metadata: Metadata;
  readonly statistics: StatisticsSource;
  readonly #facts: SchemaFacts;

  constructor(name: 'tpch' | 'tpcds') {
    const path = fileURLToPath(new URL(`statistics/${name}.json`, import.meta.url));
    this.#facts = JSON.parse(readFileSync(path, 'utf8')) as SchemaFacts;
    const known = new Map(Object.entries(this.#facts).map(([table, facts]) => [table, statisticsOf(facts)]));
    this.statistics = { tableStatistics: (table) => known.get(table.name) };
    this.metadata = metadataOf(this.#facts);
  }

  /** Binds and optimizes a query; every rule's plan is verified. */
  plan(sql: string, rest: Partial<OptimizerContext> = {}): { readonly bound: BoundQuery; readonly plan: LogicalPlan } {
    const statement = bindStatement(parseStatement(sql), { metadata: this.metadata, session });
    if (statement.kind !== 'query') throw new Error(`a ${statement.kind} is not a query`);
    const { query } = statement;
    let next = largestId(query.plan) + 1;
    const context: OptimizerContext = {
      statistics: this.statistics,
      settings: { enabled: true },
      nextColumnId: () => next++,
      evaluate: foldConstant,
      onChange: (rule, plan) => verifyChange(rule, plan),
      ...rest,
    };
    return { bound: query, plan: optimize(query.plan, context) };
  }
}

const session: BindSession = {
  startMillis: 0,
  timeZone: 'UTC',
  user: 'test',
  catalog: 'c',
  schema: 's',
  queryId: 'q',
  settings: { decimalLiteralsAsDouble: false, recursionDepthMax: 10 },
};

function metadataOf(facts: SchemaFacts): Metadata {
  const tables = new Map(
    Object.entries(facts).map(([name, { columns }]): [string, TableMetadata] => [
      name,
      {
        reference: { catalog: 'c', schema: 's', name, handle: name },
        columns: Object.entries(columns).map(([column, [type]]) => ({ name: column, type: parseType(type) })),
      },
    ]),
  );
  return {
    isGoverned: false,
    mayReadFiles: () => true,
    noteRead: () => undefined,
    hasCatalog: () => true,
    hasSchema: () => true,
    findTable: ({ name }) => tables.get(name),
    findFiles: () => undefined,
    findView: () => undefined,
    findRows: () => undefined,
    listCatalogs: () => ['c'],
    listSchemas: () => ['s'],
    listTables: () => [...tables.keys()],
  };
}

function statisticsOf({ rows, columns }: SchemaFacts[string]): TableStatistics {
  const known = Object.entries(columns).map(([name, [type, distinctCount, min, max, nullFraction]]) => {
    const value = (text: string | null): SqlValue | undefined =>
      text === null ? undefined : statisticOf(text, parseType(type));
    const column: ColumnStatistics = { distinctCount, min: value(min), max: value(max), nullFraction };
    return [name, column] as const;
  });
  return { rowCount: rows, columns: new Map(known) };
}

function statisticOf(text: string, type: SqlType): SqlValue | undefined {
  if (type.kind === 'bigint') return BigInt(text);
  if (type.kind === 'integer') return Number(text);
  if (type.kind === 'decimal') return BigInt(text.replace('.', ''));
  return type.kind === 'date' ? (parseDate(text) ?? undefined) : undefined;
}

/** The largest number of a column anywhere in a plan. */
export function largestId(plan: LogicalPlan): number {
  let largest = 0;
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    if ('kind' in part && part.kind === 'column') largest = Math.max(largest, (part as unknown as ColumnReference).id);
    for (const inner of Object.values(part)) visit(inner);
  };
  visit(plan);
  return largest;
}

/** Reads a file of statements that each follow a line `-- @@ id`. */
export function readCorpus(path: string): readonly (readonly [id: string, sql: string])[] {
  return readFileSync(path, 'utf8')
    .split(/^-- @@ /m)
    .slice(1)
    .map((part) => {
      const [id, ...lines] = part.split('\n');
      return [id!.trim(), lines.join('\n').trim().replace(/;$/, '')] as const;
    });
}

/** Names what an optimized plan must not hold. */
export function leftovers(plan: LogicalPlan): string[] {
  const found: string[] = [];
  visitNodes(plan, (node) => {
    if (node.kind === 'Apply' || node.kind === 'SetOperation') found.push(node.kind);
    if (node.kind === 'Aggregate' && node.aggregates.some(({ distinct }) => distinct)) found.push('distinct');
    if (node.kind === 'Join' && node.nullAware && (node.equal.length !== 1 || node.filter)) found.push('null-aware');
  });
  return found;
}

/** Tables in the order in which a plan's joins have them: `probe ⋈ (build ⋈ build)`. */
export function joinText(plan: LogicalPlan): string {
  switch (plan.kind) {
    case 'Scan':
      return plan.table.name;
    case 'Values':
      return 'values';
    case 'Join': {
      const [left, right] = [joinText(plan.left), joinText(plan.right)];
      const symbol = plan.type === 'inner' ? (plan.equal.length > 0 ? '⋈' : '×') : plan.type;
      return `${left} ${symbol} ${right.includes(' ') ? `(${right})` : right}`;
    }
    case 'Union':
      return `{${plan.inputs.map(joinText).join(' | ')}}`;
    case 'Aggregate':
      return `γ[${joinText(plan.input)}]`;
    case 'Recursion':
    case 'RecursionReference':
    case 'Apply':
    case 'SetOperation':
      return plan.kind;
    default:
      return joinText(plan.input);
  }
}

/** The columns that a plan produces, by id. */
export const outputIds = (plan: LogicalPlan): readonly number[] => outputsOf(plan).map(({ id }) => id);

import { optimize } from '../../src/optimize/optimizer.js';
import type { OptimizerContext } from '../../src/optimize/rule.js';
import type { ColumnStatistics, StatisticsSource } from '../../src/optimize/statistics.js';
import type { LogicalPlan } from '../../src/plan/logical-plan.js';
import { printPlan } from '../../src/plan/print-plan.js';
import { bindText, makeMetadata } from '../bind/probe-metadata.js';
import { largestId } from './benchmark-queries.js';
import { foldConstant } from './fold-constant.js';
import { verifyChange } from './plan-builder.js';

const columns = [
  ['a', 'bigint'],
  ['b', 'bigint'],
  ['i', 'integer'],
  ['f', 'double'],
  ['w', 'varchar'],
  ['d', 'date'],
] as const;

/** Three tables of the same columns, from small to large. */
const rowCounts: Readonly<Record<string, number>> = { small: 100, middle: 10_000, large: 1_000_000 };

const metadata = makeMetadata(
  Object.fromEntries(Object.keys(rowCounts).map((name) => [name, { columns, rows: [] }])) as never,
);

/** `a` is a key: as many values as rows; `b` has ten values. */
const statistics: StatisticsSource = {
  tableStatistics: ({ name }) => {
    const rowCount = rowCounts[name]!;
    const a: ColumnStatistics = { distinctCount: rowCount, min: 0n, max: BigInt(rowCount), nullFraction: 0 };
    const b: ColumnStatistics = { distinctCount: 10, min: 0n, max: 9n };
    return { rowCount, columns: new Map(Object.entries({ a, b })) };
  },
};

/** Binds and optimizes a statement over the tables `small`, `middle` and `large`; every rule's plan is verified. */
export function planned(sql: string, rest: Partial<OptimizerContext> = {}): { plan: LogicalPlan; rules: Set<string> } {
  const bound = bindText(sql, metadata);
  if (bound.kind !== 'query') throw new Error(`a ${bound.kind} is not a query`);
  let next = largestId(bound.query.plan) + 1;
  const rules = new Set<string>();
  const context: OptimizerContext = {
    statistics,
    settings: { enabled: true },
    nextColumnId: () => next++,
    evaluate: foldConstant,
    onChange: (rule, changed) => {
      rules.add(rule);
      verifyChange(rule, changed);
    },
    ...rest,
  };
  return { plan: optimize(bound.query.plan, context), rules };
}

/** Prints the optimized plan of a statement, column numbers and the tables' full names left out. */
export const planText = (sql: string, rest: Partial<OptimizerContext> = {}): string =>
  printPlan(planned(sql, rest).plan).replaceAll(/#\d+/g, '').replaceAll('memory.p.', '');

/** The plan's nodes, one a line and without their facts, indented as in EXPLAIN. */
export const planShape = (sql: string): string[] =>
  planText(sql)
    .split('\n')
    .filter((line) => line.trim().startsWith('- '))
    .map((line) => line.replace('- ', '').replaceAll('    ', '  '));

import type { Expression } from '../plan/expression.js';
import { type AggregateCall, inputsOf, type LogicalPlan, type Scan, withInputs } from '../plan/logical-plan.js';
import { sameType } from '../types/sql-type.js';
import type { SqlValue } from '../types/sql-value.js';
import type { StatementTables } from './lake-tables.js';

/**
 * Replaces `count(*)`, `count(c)`, `min(c)` and `max(c)` over a whole table by what the files' footers say, where they say it exactly.
 * Before: Aggregate[count(*), max(c)] over Scan. After: Values.
 */
export function answerFromFooters(plan: LogicalPlan, tables: StatementTables): LogicalPlan {
  if (plan.kind === 'Aggregate' && plan.keys.length === 0 && !plan.groupingSets && plan.input.kind === 'Scan') {
    const scan = plan.input;
    if (!scan.filter?.length && !scan.policy?.condition && !scan.view) {
      const values = plan.aggregates.map((call) => answer(call, scan, tables));
      if (values.every((value) => value !== undefined)) return valuesOf(plan.aggregates, values);
    }
  }
  return withInputs(
    plan,
    inputsOf(plan).map((input) => answerFromFooters(input, tables)),
  );
}

function valuesOf(aggregates: readonly AggregateCall[], values: readonly SqlValue[]): LogicalPlan {
  const row = values.map(
    (value, index): Expression => ({ kind: 'constant', type: aggregates[index]!.output.type, value }),
  );
  return { kind: 'Values', outputs: aggregates.map(({ output }) => output), rows: [row] };
}

function answer(call: AggregateCall, scan: Scan, tables: StatementTables): SqlValue | undefined {
  if (call.filter || call.orderBy) return undefined;
  const table = tables.snapshot(scan.table);
  const [arg] = call.args;
  if (table.hasText) return undefined;
  if (call.name === 'count' && !arg) return BigInt(table.rowCount);
  if (arg?.kind !== 'column' || call.args.length !== 1) return undefined;
  const name = scan.columns[scan.outputs.findIndex(({ id }) => id === arg.id)]!;
  if (scan.policy && Object.hasOwn(scan.policy.masks, name)) return undefined;
  const exact = table.exactSummary(name);
  if (!exact) return undefined;
  if (call.name === 'count') return BigInt(table.rowCount - exact.nullCount);
  const isExtreme = (call.name === 'min' || call.name === 'max') && sameType(call.output.type, arg.type);
  return isExtreme ? (call.name === 'min' ? exact.min : exact.max) : undefined;
}

import type { ColumnReference } from '../../plan/expression.js';
import type { LogicalPlan, TableReference } from '../../plan/logical-plan.js';
import type * as ast from '../../sql/ast.js';
import { VARCHAR, withoutZone } from '../../types/sql-type.js';
import type { BindContext, BoundRelation } from '../bind-context.js';
import { callFunction } from '../expression/call.js';
import { constant } from '../expression/literal.js';
import type { RowsMetadata } from '../metadata.js';
import { wantedRanges, wantedTexts } from './wanted-texts.js';

/** Binds a table that tells of the lake: as the rows that it has, at least those of `where`, or as a scan where they are many. */
export function bindKnownRows(
  context: BindContext,
  known: RowsMetadata,
  qualifier: readonly string[],
  where: ast.Expression | undefined,
): BoundRelation {
  const isWanted = wantedTexts(where, context.parameters);
  const outputs = known.columns.map(({ name, type }) => context.column(name, type));
  const { rows, table } = known.rows(isWanted, wantedRanges(where, context.parameters));
  const plan: LogicalPlan = table
    ? manyRows(context, table, outputs)
    : {
        kind: 'Values',
        outputs,
        rows: rows
          .filter((row) => row.every((value, i) => typeof value !== 'string' || isWanted(outputs[i]!.name, value)))
          .map((row) => row.map((value, index) => constant(outputs[index]!.type, value))),
      };
  return { plan, fields: outputs.map((column) => ({ name: column.name, qualifier, column })) };
}

function manyRows(context: BindContext, table: TableReference, outputs: readonly ColumnReference[]): LogicalPlan {
  const stored = outputs.map(({ name, type }) => context.column(name, withoutZone(type)));
  const input: LogicalPlan = { kind: 'Scan', outputs: stored, columns: stored.map(({ name }) => name), table };
  const expressions = stored.map((column, index) =>
    outputs[index]!.type.kind === column.type.kind
      ? column
      : callFunction('with_timezone', [column, constant(VARCHAR, 'UTC')]),
  );
  return { kind: 'Project', input, outputs, expressions };
}

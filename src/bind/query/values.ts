import { LakeError } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import type { LogicalPlan } from '../../plan/logical-plan.js';
import type * as ast from '../../sql/ast.js';
import { commonSuperType } from '../../types/coercion.js';
import { rowType, type SqlType, typeText } from '../../types/sql-type.js';
import type { BindContext, BoundRelation } from '../bind-context.js';
import { Block } from '../block.js';
import { forbidGroupCalls } from '../contained-calls.js';
import { makeExpressionBinder } from '../expression/bind-expression.js';
import { coerce } from '../expression/coerce.js';
import { columnsOf } from '../plan-columns.js';
import { emptyScope, type Scope } from '../scope.js';
import { BlockPlan } from './block-plan.js';

const oneRow: LogicalPlan = { kind: 'Values', outputs: [], rows: [[]] };

/** Binds VALUES: a row value gives a column for each field. */
export function bindValues(
  context: BindContext,
  { rows, position }: ast.Values,
  enclosing: Scope | undefined,
): BoundRelation {
  const block = new Block(position);
  const binder = makeExpressionBinder(context, enclosing ?? emptyScope, block);
  const bound = rows.map((row) => {
    const expression = binder.bind(row);
    forbidGroupCalls(row, 'VALUES');
    return fieldsOf(expression);
  });
  const types = commonTypes(bound, position);
  const cells = bound.map((row) => row.map((cell, i) => coerce(cell, types[i]!)));
  const outputs = types.map((type, i) => context.column(`_col${i}`, type));
  const fields = outputs.map((column) => ({ name: undefined, column }));
  const isConstant =
    block.pending.length === 0 &&
    cells.every((row) => row.every((cell) => cell.kind === 'constant' || columnsOf(cell).size === 0));
  if (isConstant) return { plan: { kind: 'Values', outputs, rows: cells }, fields };
  const inputs = cells.map((row) => {
    const plan = new BlockPlan(context, block, oneRow);
    plan.attach(row);
    const columns = cells.length === 1 ? outputs : types.map((type, i) => context.column(`_col${i}`, type));
    plan.project(columns, row);
    return { plan: plan.plan, columns };
  });
  if (inputs.length === 1) return { plan: inputs[0]!.plan, fields };
  const plan: LogicalPlan = {
    kind: 'Union',
    inputs: inputs.map((input) => input.plan),
    outputs,
    columns: inputs.map(({ columns }) => columns),
  };
  return { plan, fields };
}

function fieldsOf(row: Expression): readonly Expression[] {
  if (row.kind === 'row') return row.args;
  const { type } = row;
  if (type.kind !== 'row') return [row];
  return type.fields.map((field, index) => ({ kind: 'field', type: field.type, input: row, index }));
}

function commonTypes(
  rows: readonly (readonly Expression[])[],
  position: ast.SyntaxNode['position'],
): readonly SqlType[] {
  const [first, ...rest] = rows.map((row) => row.map(({ type }) => type));
  let types = first!;
  for (const row of rest) {
    if (row.length !== types.length)
      throw new LakeError('TYPE_MISMATCH', `Values rows have mismatched sizes: ${types.length} vs ${row.length}`, {
        position,
      });
    const common = types.map((type, i) => commonSuperType(type, row[i]!));
    const found = common.filter((type) => type !== undefined);
    if (found.length < common.length) {
      const [a, b] = [types, row].map((each) => typeText(rowType(each.map((type) => ({ type })))));
      throw new LakeError('TYPE_MISMATCH', `Values rows have mismatched types: ${a} vs ${b}`, { position });
    }
    types = found;
  }
  return types;
}

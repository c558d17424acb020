import { columnsUsedByAll } from '../optimize/expression/columns-used.js';
import { substituteColumns } from '../optimize/expression/substitution.js';
import type { ColumnReference, Expression } from '../plan/expression.js';
import { inputsOf, type LogicalPlan, type RowPolicy, type Scan, withInputs } from '../plan/logical-plan.js';

/** Tells whether a scan of the plan has a policy. */
export const hasPolicy = (plan: LogicalPlan): boolean =>
  plan.kind === 'Scan' ? plan.policy !== undefined : inputsOf(plan).some(hasPolicy);

/**
 * Puts what a principal may see in place of scans with a policy, in a plan that no rule touches any more:
 *
 *     Scan t [x, y], policy: region = 'north', y only where x < 10, filter: y > 5
 *     →  Filter[y > 5]
 *          Project[x, y := CASE WHEN x < 10 THEN y' END]
 *            Scan t [x, y', region], filter: region = 'north'
 *
 * Without masks the filter stays in the scan, behind the policy's condition: conditions of a scan are tried in their order.
 */
export function applyRowPolicies(plan: LogicalPlan, simplify: (condition: Expression) => Expression): LogicalPlan {
  if (plan.kind === 'Scan') return plan.policy ? applyPolicy(plan, plan.policy, simplify) : plan;
  return withInputs(
    plan,
    inputsOf(plan).map((input) => applyRowPolicies(input, simplify)),
  );
}

function applyPolicy(scan: Scan, policy: RowPolicy, simplify: (condition: Expression) => Expression): LogicalPlan {
  const { outputs, columns, table, filter = [] } = scan;
  const isMasked = columns.map((name) => Object.hasOwn(policy.masks, name));
  // The policy's columns that the scan gives anyway are read once.
  const shared = new Map<number, Expression>();
  policy.outputs.forEach((column, index) => {
    const place = columns.indexOf(policy.columns[index]!);
    if (place >= 0 && !isMasked[place]) shared.set(column.id, outputs[place]!);
  });
  const own = (expression: Expression): Expression => simplify(substituteColumns(expression, shared));
  const conditions = policy.condition ? [own(policy.condition)] : [];
  const shown = outputs.map((column, index) => (isMasked[index] ? own(policy.masks[columns[index]!]!) : column));
  const isAnyMasked = isMasked.includes(true);
  const read = readColumns(scan, policy, columnsUsedByAll([...conditions, ...shown]));
  const inner: Scan = {
    kind: 'Scan',
    outputs: read.map(({ column }) => column),
    columns: read.map(({ name }) => name),
    table,
    filter: isAnyMasked ? conditions : [...conditions, ...filter],
  };
  if (!isAnyMasked && read.length === outputs.length) return inner;
  const project: LogicalPlan = { kind: 'Project', input: inner, outputs, expressions: shown };
  if (!isAnyMasked || filter.length === 0) return project;
  return { kind: 'Filter', input: project, condition: allOf(filter) };
}

interface ReadColumn {
  readonly column: ColumnReference;
  readonly name: string;
}

/** Lists the columns to read: those shown as they are, then those that only the policy uses. */
function readColumns(
  { outputs, columns }: Scan,
  policy: RowPolicy,
  used: ReturnType<typeof columnsUsedByAll>,
): readonly ReadColumn[] {
  const shown = outputs.flatMap((column, index) => {
    const name = columns[index]!;
    return Object.hasOwn(policy.masks, name) ? [] : [{ column, name }];
  });
  const others = policy.outputs.flatMap((column, index) =>
    used.has(column.id) ? [{ column, name: policy.columns[index]! }] : [],
  );
  return [...shown, ...others];
}

const allOf = (conditions: readonly Expression[]): Expression =>
  conditions.length === 1 ? conditions[0]! : { kind: 'and', type: conditions[0]!.type, args: conditions };

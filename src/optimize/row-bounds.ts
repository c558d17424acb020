import type { LogicalPlan } from '../plan/logical-plan.js';
import { columnsUsed } from './expression/columns-used.js';
import { conjunctsOf } from './expression/conjuncts.js';
import { outputIds } from './output-ids.js';

/** Tells whether a plan surely produces one row, however its outer columns are bound. */
export function hasExactlyOneRow(plan: LogicalPlan): boolean {
  switch (plan.kind) {
    case 'EnforceSingleRow':
      return true;
    case 'Values':
      return plan.rows.length === 1;
    case 'Aggregate':
      return plan.keys.length === 0 && (plan.groupingSets?.length ?? 1) === 1;
    case 'Project':
    case 'Sort':
    case 'Window':
    case 'AssignUniqueId':
      return hasExactlyOneRow(plan.input);
    case 'Join':
      return plan.type === 'mark' || (isCross(plan) && hasExactlyOneRow(plan.right))
        ? hasExactlyOneRow(plan.left)
        : false;
    default:
      return false;
  }
}

const isCross = (plan: Extract<LogicalPlan, { kind: 'Join' }>): boolean =>
  plan.type === 'inner' && plan.equal.length === 0 && plan.filter === undefined;

/** Tells whether a plan surely produces one row at most, however its outer columns are bound. */
export function hasAtMostOneRow(plan: LogicalPlan): boolean {
  if (hasExactlyOneRow(plan)) return true;
  switch (plan.kind) {
    case 'Values':
      return plan.rows.length <= 1;
    case 'Limit':
      return (plan.count !== undefined && plan.count <= 1) || hasAtMostOneRow(plan.input);
    case 'TopN':
      return (plan.count <= 1 && !plan.withTies) || hasAtMostOneRow(plan.input);
    case 'Filter':
      return hasAtMostOneRow(plan.input) || fixesKeys(plan);
    case 'Project':
    case 'Sort':
    case 'Window':
    case 'Sample':
    case 'AssignUniqueId':
      return hasAtMostOneRow(plan.input);
    case 'Aggregate':
      return !plan.groupingSets && hasAtMostOneRow(plan.input);
    case 'Join':
      if (plan.type === 'semi' || plan.type === 'anti' || plan.type === 'mark') return hasAtMostOneRow(plan.left);
      return plan.type !== 'full' && hasAtMostOneRow(plan.left) && hasAtMostOneRow(plan.right);
    default:
      return false;
  }
}

/** The most rows that a plan can produce, where something bounds them. */
export function mostRows(plan: LogicalPlan): number {
  if (hasAtMostOneRow(plan)) return 1;
  switch (plan.kind) {
    case 'Values':
      return plan.rows.length;
    case 'Limit':
      return Math.min(plan.count ?? Number.POSITIVE_INFINITY, mostRows(plan.input));
    case 'TopN':
      return plan.withTies ? mostRows(plan.input) : Math.min(plan.count, mostRows(plan.input));
    case 'Filter':
    case 'Project':
    case 'Sort':
    case 'Window':
    case 'Sample':
    case 'AssignUniqueId':
      return mostRows(plan.input);
    case 'Aggregate':
      return plan.groupingSets ? Number.POSITIVE_INFINITY : mostRows(plan.input);
    case 'Join':
      if (plan.type === 'semi' || plan.type === 'anti' || plan.type === 'mark') return mostRows(plan.left);
      return plan.type === 'full' ? Number.POSITIVE_INFINITY : mostRows(plan.left) * mostRows(plan.right);
    case 'Union':
      return plan.inputs.reduce((sum, input) => sum + mostRows(input), 0);
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/** `Filter(k = outer …)` over a grouping by k. */
function fixesKeys(filter: Extract<LogicalPlan, { kind: 'Filter' }>): boolean {
  const grouping = filter.input;
  if (grouping.kind !== 'Aggregate' || grouping.groupingSets) return false;
  const own = outputIds(grouping);
  const fixed = new Set<number>();
  for (const condition of conjunctsOf(filter.condition)) {
    if (condition.kind !== 'call' || condition.name !== '=') continue;
    const [left, right] = condition.args as [(typeof condition.args)[0], (typeof condition.args)[0]];
    for (const [one, other] of [
      [left, right],
      [right, left],
    ] as const)
      if (one.kind === 'column' && ![...columnsUsed(other).keys()].some((id) => own.has(id))) fixed.add(one.id);
  }
  return grouping.keys.every(({ id }) => fixed.has(id));
}

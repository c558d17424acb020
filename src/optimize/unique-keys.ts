import { type LogicalPlan, outputsOf } from '../plan/logical-plan.js';
import { hasAtMostOneRow } from './row-bounds.js';

/** Tells whether no two rows of a plan agree (as in a grouping) in all of the columns. */
export function isUniqueIn(plan: LogicalPlan, columns: ReadonlySet<number>): boolean {
  if (hasAtMostOneRow(plan)) return true;
  switch (plan.kind) {
    case 'Aggregate':
      return !plan.groupingSets && plan.keys.every(({ id }) => columns.has(id));
    case 'Filter':
    case 'Sort':
    case 'TopN':
    case 'Limit':
    case 'Sample':
    case 'Window':
      return isUniqueIn(plan.input, columns);
    case 'AssignUniqueId':
      return columns.has(plan.output.id) || isUniqueIn(plan.input, columns);
    case 'Project': {
      const below = new Set<number>();
      for (const [index, { id }] of plan.outputs.entries()) {
        const expression = plan.expressions[index]!;
        if (columns.has(id) && expression.kind === 'column') below.add(expression.id);
      }
      return isUniqueIn(plan.input, below);
    }
    case 'Join':
      return isJoinUnique(plan, columns);
    default:
      return false;
  }
}

function isJoinUnique(plan: Extract<LogicalPlan, { kind: 'Join' }>, columns: ReadonlySet<number>): boolean {
  const isLeftUnique = isUniqueIn(plan.left, columns);
  if (plan.type === 'semi' || plan.type === 'anti' || plan.type === 'mark') return isLeftUnique;
  if (plan.type !== 'inner' && plan.type !== 'left') return false;
  return isLeftUnique && (joinsOneRow(plan) || isUniqueIn(plan.right, columns));
}

/** Tells whether a join gives each left row one right row at most. */
export function joinsOneRow(plan: Extract<LogicalPlan, { kind: 'Join' }>): boolean {
  const produced = new Set(outputsOf(plan.right).map(({ id }) => id));
  const keys = new Set<number>();
  for (const { right } of plan.equal) if (right.kind === 'column' && produced.has(right.id)) keys.add(right.id);
  return isUniqueIn(plan.right, keys);
}

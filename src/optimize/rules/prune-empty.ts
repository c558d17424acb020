import { type LogicalPlan, outputsOf, type Union, type Values } from '../../plan/logical-plan.js';
import { conjunctsOf, isConstant, nullConstant } from '../expression/conjuncts.js';
import { projectTo } from '../projection.js';
import type { Rule } from '../rule.js';

/**
 * Replaces what has no rows by nothing:
 *
 *     Join[inner]        →   Values[no rows]
 *       A
 *       Filter[FALSE] B
 */
export const pruneEmpty: Rule = {
  name: 'prune-empty',
  scope: 'node',
  apply(plan) {
    if (isEmpty(plan)) return undefined;
    return hasNoRows(plan) ? nothing(plan) : withoutEmptyInputs(plan);
  },
};

const isEmpty = (plan: LogicalPlan): boolean => plan.kind === 'Values' && plan.rows.length === 0;

const nothing = (plan: LogicalPlan): Values => ({ kind: 'Values', outputs: outputsOf(plan), rows: [] });

function hasNoRows(plan: LogicalPlan): boolean {
  switch (plan.kind) {
    case 'Scan':
      return plan.filter?.some((condition) => isConstant(condition, false)) ?? false;
    case 'Filter':
      return isEmpty(plan.input) || conjunctsOf(plan.condition)[0]?.kind === 'constant';
    case 'Project':
    case 'Window':
    case 'MatchRecognize':
    case 'Sort':
    case 'AssignUniqueId':
    case 'Sample':
    case 'Unnest':
      return isEmpty(plan.input);
    case 'TopN':
    case 'Limit':
      return plan.count === 0 || isEmpty(plan.input);
    case 'Aggregate':
      return isEmpty(plan.input) && plan.keys.length > 0 && (plan.groupingSets?.every((set) => set.length > 0) ?? true);
    case 'Union':
      return plan.inputs.every(isEmpty);
    case 'Join':
      return joinHasNoRows(plan);
    default:
      return false;
  }
}

function joinHasNoRows(plan: Extract<LogicalPlan, { kind: 'Join' }>): boolean {
  const [left, right] = [isEmpty(plan.left), isEmpty(plan.right)];
  const isNever = plan.filter !== undefined && isConstant(plan.filter, false);
  switch (plan.type) {
    case 'inner':
    case 'semi':
      return left || right || isNever;
    case 'left':
    case 'anti':
    case 'mark':
      return left;
    case 'right':
      return right;
    case 'full':
      return left && right;
  }
}

function withoutEmptyInputs(plan: LogicalPlan): LogicalPlan | undefined {
  if (plan.kind === 'Union') return smallerUnion(plan);
  if (plan.kind !== 'Join') return undefined;
  if (plan.type === 'anti' && isEmpty(plan.right)) return plan.left;
  const isOneSided = (plan.type === 'left' || plan.type === 'full') && isEmpty(plan.right);
  const isOtherSided = (plan.type === 'right' || plan.type === 'full') && isEmpty(plan.left);
  if (!isOneSided && !isOtherSided) return undefined;
  const [kept, lost] = isOneSided ? [plan.left, plan.right] : [plan.right, plan.left];
  return projectTo(kept, [
    ...outputsOf(kept).map((column) => [column, column] as const),
    ...outputsOf(lost).map((column) => [column, nullConstant(column.type)] as const),
  ]);
}

function smallerUnion(plan: Union): LogicalPlan | undefined {
  const kept = plan.inputs.map((_, index) => index).filter((index) => !isEmpty(plan.inputs[index]!));
  if (kept.length === plan.inputs.length && kept.length > 1) return undefined;
  if (kept.length === 1) {
    const columns = plan.columns[kept[0]!]!;
    return projectTo(
      plan.inputs[kept[0]!]!,
      plan.outputs.map((output, index) => [output, columns[index]!] as const),
    );
  }
  return {
    ...plan,
    inputs: kept.map((index) => plan.inputs[index]!),
    columns: kept.map((index) => plan.columns[index]!),
  };
}

import type { Expression } from '../../plan/expression.js';
import type { Filter, LogicalPlan } from '../../plan/logical-plan.js';
import { andOf, conjunctsOf } from '../expression/conjuncts.js';
import { canFail, isDeterministic } from '../expression/evaluation.js';
import { expressionKey } from '../expression/expression-key.js';
import type { OptimizerContext } from '../rule.js';

/** Puts conditions over a plan, each as far down as it may go. */
export type Push = (plan: LogicalPlan, conditions: readonly Expression[], context: OptimizerContext) => LogicalPlan;

/** Which of an AND's conditions move below a node, and which stay above it. */
export interface Split {
  readonly below: readonly Expression[];
  readonly above: readonly Expression[];
}

/**
 * Splits the conditions of an AND. What `translate` gives for a condition is the condition below (undefined: it cannot go there). One that
 * can fail moves only with all that stand before it, and only below a node that drops no rows: what protects it stays before it.
 */
export function splitConditions(
  conditions: readonly Expression[],
  translate: (condition: Expression) => Expression | undefined,
  dropsRows: boolean,
): Split {
  const below: Expression[] = [];
  const above: Expression[] = [];
  for (const condition of conditions) {
    const isBound = !isDeterministic(condition) || (canFail(condition) && (dropsRows || above.length > 0));
    const translated = isBound ? undefined : translate(condition);
    if (translated) below.push(translated);
    else above.push(condition);
  }
  return { below, above };
}

/** Leaves out conditions that are there already. */
export function withoutKnown(conditions: readonly Expression[], known: readonly Expression[] = []): Expression[] {
  const seen = new Set(known.map(expressionKey));
  return conditions.filter((condition) => {
    const key = expressionKey(condition);
    if (seen.has(key) && isDeterministic(condition)) return false;
    seen.add(key);
    return true;
  });
}

/** Puts a filter over a plan, or joins it with the one that is there, whose conditions come first. */
export function filtered(input: LogicalPlan, conditions: readonly Expression[]): LogicalPlan {
  if (conditions.length === 0) return input;
  if (input.kind !== 'Filter') return { kind: 'Filter', input, condition: andOf(conditions) };
  const known = conjunctsOf(input.condition);
  const added = withoutKnown(conditions, known);
  return added.length === 0 ? input : { ...input, condition: andOf([...known, ...added]) };
}

/** Rebuilds a filter, the same object when neither its input nor its conditions changed. */
export function refiltered(filter: Filter, input: LogicalPlan, conditions: readonly Expression[]): LogicalPlan {
  const before = conjunctsOf(filter.condition);
  const isSame = before.length === conditions.length && before.every((one, index) => one === conditions[index]);
  return isSame && input === filter.input ? filter : filtered(input, conditions);
}

import type { Expression } from '../../plan/expression.js';
import { andOf, conjunctsOf, disjunctsOf, orOf } from '../expression/conjuncts.js';
import { canFail, isDeterministic } from '../expression/evaluation.js';
import { expressionKey } from '../expression/expression-key.js';

/**
 * Takes out what all operands of an OR have in common, when it cannot fail:
 *
 *     (a = b AND x = 1) OR (a = b AND y = 2)   →   a = b AND (x = 1 OR y = 2)
 */
export function extractSharedConjuncts(condition: Expression): Expression {
  const operands = disjunctsOf(condition).map(conjunctsOf);
  if (operands.length < 2) return condition;
  const isMovable = (conjunct: Expression): boolean => !canFail(conjunct) && isDeterministic(conjunct);
  const others = operands.slice(1).map((conjuncts) => new Set(conjuncts.map(expressionKey)));
  const shared = operands[0]!.filter(
    (conjunct) => isMovable(conjunct) && others.every((keys) => keys.has(expressionKey(conjunct))),
  );
  if (shared.length === 0) return condition;
  const taken = new Set(shared.map(expressionKey));
  const rest = operands.map((conjuncts) => conjuncts.filter((conjunct) => !taken.has(expressionKey(conjunct))));
  return andOf([...shared, orOf(rest.map(andOf))].filter((part) => !isTrueOr(part)));
}

/** One operand had nothing besides what is shared: the OR is TRUE. */
const isTrueOr = (part: Expression): boolean =>
  part.kind === 'or' && part.args.some((arg) => arg.kind === 'constant' && arg.value === true);

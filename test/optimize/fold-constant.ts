import { ConstantEvaluator } from '../../src/engine/constant-evaluator.js';
import type { Constant, Expression } from '../../src/plan/expression.js';

const session = { startMillis: 0, timeZone: 'UTC', user: 'test', catalog: 'c', schema: 's', queryId: 'q' };
let evaluator: ConstantEvaluator | undefined;

/** Computes an expression without columns as the engine does while planning. */
export function foldConstant(expression: Expression): Constant | undefined {
  if (!evaluator) {
    evaluator = new ConstantEvaluator();
    evaluator.begin(session, { batchRows: 1024, dictionaryVectors: true, pruning: true, spillFolder: '' });
  }
  return evaluator.evaluate(expression);
}

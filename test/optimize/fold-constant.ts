import { ConstantEvaluator } from '../../src/engine/constant-evaluator.js';
import type { Constant, Expression } from '../../src/plan/expression.js';

const session = { startMillis: 0, timeZone: 'UTC', user: 'test', catalog: 'c', schema: 's', queryId: 'q' };
const settings = { batchRows: 1024, dictionaryVectors: true, pruning: true, pageCache: false, spillFolder: '' };
const evaluator = new ConstantEvaluator().forStatement(session, settings);

/** Computes an expression without columns as the engine does while planning. */
export const foldConstant = (expression: Expression): Constant | undefined => evaluator.evaluate(expression);

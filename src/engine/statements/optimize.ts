import type { Optimize } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import { runOptimize } from '../write/run-optimize.js';
import type { StatementDefinition } from './definition.js';
import { targetName } from './target.js';

export const optimize: StatementDefinition<Optimize> = {
  kind: 'Optimize',
  async run({ table, where, position }, context) {
    await runOptimize({ target: targetName(table, context), where, smallBytes: undefined, position }, context);
    return done(context);
  },
};

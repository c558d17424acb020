import { LakeError } from '../../base/lake-error.js';
import type { EndTransaction } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';

/** COMMIT and ROLLBACK. The statements before have committed by themselves; none is taken back. */
export const endTransaction: StatementDefinition<EndTransaction> = {
  kind: 'EndTransaction',
  keepsLake: true,
  run(_, context) {
    if (context.transactionId === undefined) throw new LakeError('NOT_IN_TRANSACTION', 'No transaction in progress');
    context.change({ kind: 'end transaction' });
    return done(context);
  },
};

import { randomUUID } from 'node:crypto';
import { LakeError } from '../../base/lake-error.js';
import type { StartTransaction } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';

/** Begins a transaction by name only, for clients that cannot do without: every statement commits by itself. */
export const startTransaction: StatementDefinition<StartTransaction> = {
  kind: 'StartTransaction',
  keepsLake: true,
  run(_, context) {
    if (context.lacksTransactions) throw new LakeError('INCOMPATIBLE_CLIENT', 'Client does not support transactions');
    if (context.transactionId !== undefined) throw new LakeError('NOT_SUPPORTED', 'Nested transactions not supported');
    context.change({ kind: 'start transaction', id: randomUUID() });
    return done(context);
  },
};

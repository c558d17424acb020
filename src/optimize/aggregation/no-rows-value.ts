import { aggregateFunction } from '../../functions/registry.js';
import type { Constant } from '../../plan/expression.js';
import type { AggregateCall } from '../../plan/logical-plan.js';

/** The value of an aggregate over no rows. */
export const noRowsValue = (call: AggregateCall): Constant => ({
  kind: 'constant',
  type: call.output.type,
  value: aggregateFunction(call.name)?.ofNoRows ?? null,
});

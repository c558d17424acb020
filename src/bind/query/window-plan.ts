import type { Expression } from '../../plan/expression.js';
import type { FrameBound, SortKey, WindowCall } from '../../plan/logical-plan.js';
import type { PendingWindow } from '../block.js';
import { windowKey } from '../expression/window-call.js';
import type { BlockPlan } from './block-plan.js';

/** Puts the Windows of a block on its plan, one for each partitioning and order. */
export function planWindows(plan: BlockPlan, rewrite: (expression: Expression) => Expression): void {
  if (plan.block.windowRefusal) throw plan.block.windowRefusal;
  const groups = new Map<string, PendingWindow[]>();
  for (const pending of plan.block.windows.values()) {
    const key = windowKey(plan.context.keys, pending.window);
    groups.set(key, [...(groups.get(key) ?? []), pending]);
  }
  for (const windows of groups.values()) {
    const partitionBy = windows[0]!.window.partitionBy.map(rewrite);
    const orderBy = rewriteKeys(windows[0]!.window.orderBy, rewrite);
    const calls = windows.map(({ call }) => rewriteCall(call, rewrite));
    plan.attach([...orderBy.map(({ expression }) => expression), ...calls.flatMap(callParts)], rewrite);
    const columns = plan.asColumns(partitionBy, 'partition');
    plan.plan = { kind: 'Window', input: plan.plan, partitionBy: columns, orderBy, calls };
  }
}

const rewriteKeys = (keys: readonly SortKey[], rewrite: (expression: Expression) => Expression): readonly SortKey[] =>
  keys.map((key) => ({ ...key, expression: rewrite(key.expression) }));

function rewriteCall(call: WindowCall, rewrite: (expression: Expression) => Expression): WindowCall {
  const bound = ({ kind, value }: FrameBound): FrameBound => (value ? { kind, value: rewrite(value) } : { kind });
  const { frame } = call;
  const pattern = frame.pattern && { ...frame.pattern, columns: frame.pattern.columns.map(rewrite) };
  return {
    ...call,
    args: call.args.map(rewrite),
    frame: { ...frame, start: bound(frame.start), end: bound(frame.end), pattern },
    orderBy: call.orderBy && rewriteKeys(call.orderBy, rewrite),
  };
}

const callParts = ({ args, frame, orderBy }: WindowCall): Expression[] => [
  ...args,
  ...(frame.pattern?.columns ?? []),
  ...[frame.start.value, frame.end.value].filter((value) => value !== undefined),
  ...(orderBy ?? []).map(({ expression }) => expression),
];

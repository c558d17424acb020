import { LakeError } from '../../base/lake-error.js';
import type { WindowFunction } from '../../functions/definition.js';
import type { Expression } from '../../plan/expression.js';
import type { SortKey, WindowCall, WindowFrame } from '../../plan/logical-plan.js';
import type { PatternValue } from '../../plan/row-pattern.js';
import type * as ast from '../../sql/ast.js';
import type { Block, BoundWindow } from '../block.js';
import { findAll, isWindowed } from '../contained-calls.js';
import type { ExpressionKeys } from '../expression-keys.js';
import { bindAggregateOrder } from './aggregate-call.js';
import type { BoundCall } from './bound-call.js';
import type { ExpressionBinder } from './expression-binder.js';

type CallNode = Pick<
  Extract<ast.Expression, { readonly kind: 'FunctionCall' }>,
  'position' | 'arguments' | 'filter' | 'nullTreatment' | 'isDistinct' | 'orderBy' | 'over'
>;

const defaultFrame: WindowFrame = {
  unit: 'range',
  start: { kind: 'unbounded_preceding' },
  end: { kind: 'current_row' },
};

/** Binds a function over a window: its place is taken by a column that one of the block's Windows makes. */
export function bindWindowCall(
  binder: ExpressionBinder,
  node: CallNode,
  bound: BoundCall,
  window: BoundWindow,
): Expression {
  const { definition, resolved, args } = bound;
  const { block, context } = binder;
  block.windowRefusal ??= windowRefusal(block, node, definition, window);
  const orderBy = definition.kind === 'aggregate' ? bindAggregateOrder(binder, node, bound) : undefined;
  const { name } = definition;
  const call: Omit<WindowCall, 'output'> = {
    function: definition.kind === 'aggregate' ? 'aggregate' : 'window',
    name,
    overload: resolved.overload,
    args,
    frame: window.frame ?? defaultFrame,
    ignoreNulls: node.nullTreatment === 'IGNORE',
    distinct: node.isDistinct && !(definition.kind === 'aggregate' && definition.ignoresDuplicates),
    orderBy,
  };
  const key = JSON.stringify([callKey(context.keys, call), windowKey(context.keys, window)]);
  const known = block.windows.get(key);
  if (known) return known.call.output;
  const output = context.column(name, resolved.returns);
  block.windows.set(key, { call: { ...call, output }, window });
  return output;
}

/** Adds a measure of a window's row pattern. */
export function addWindowMeasure(
  { block, context }: ExpressionBinder,
  name: string,
  measure: PatternValue,
  window: BoundWindow,
): Expression {
  const frame = window.frame!;
  const key = JSON.stringify(['measure', name.toLowerCase(), frame.pattern!.id, windowKey(context.keys, window)]);
  const known = block.windows.get(key);
  if (known) return known.call.output;
  const output = context.column(name, measure.body.type);
  const call = {
    output,
    function: 'measure',
    name,
    measure,
    overload: 0,
    args: [],
    frame,
    ignoreNulls: false,
  } as const;
  block.windows.set(key, { call, window });
  return output;
}

/** Gives equal texts for windows of one partitioning and order. */
export const windowKey = (keys: ExpressionKeys, { partitionBy, orderBy }: BoundWindow): string =>
  JSON.stringify([keys.listKey(partitionBy), sortKeysKey(keys, orderBy)]);

const sortKeysKey = (keys: ExpressionKeys, orderBy: readonly SortKey[]): unknown[] =>
  orderBy.map(({ expression, ...rest }) => [keys.keyOf(expression), rest]);

const callKey = (keys: ExpressionKeys, { args, frame, orderBy, ...rest }: Omit<WindowCall, 'output'>): unknown[] => [
  rest,
  keys.listKey(args),
  frame.unit,
  frame.pattern?.id ?? null,
  ...[frame.start, frame.end].map(({ kind, value }) => [kind, value ? keys.keyOf(value) : null]),
  orderBy ? sortKeysKey(keys, orderBy) : null,
];

/** Says what is wrong with a call over a window. */
function windowRefusal(
  block: Block,
  node: CallNode,
  definition: BoundCall['definition'],
  window: BoundWindow,
): LakeError | undefined {
  const { name } = definition;
  const atCall = { position: node.position };
  const atBlock = { position: block.position };
  const [nested] = findAll(node.arguments, isWindowed);
  if (nested)
    return new LakeError(
      'NESTED_WINDOW',
      'Cannot nest window functions or row pattern measures inside window function arguments',
      { position: nested.position },
    );
  if (node.filter && definition.kind !== 'scalar')
    return new LakeError('NOT_SUPPORTED', 'FILTER is not yet supported for window functions', atBlock);
  const framing = definition.kind === 'window' ? framingRefusal(node, definition, window) : undefined;
  if (framing) return framing;
  if (node.nullTreatment && !(definition.kind === 'window' && definition.acceptsNullTreatment))
    return new LakeError(
      'NULL_TREATMENT_NOT_ALLOWED',
      `Cannot specify null treatment clause for ${name} function`,
      atCall,
    );
  if (definition.kind === 'scalar')
    return new LakeError('FUNCTION_NOT_WINDOW', `Not a window function: ${name}`, atBlock);
  if (definition.kind === 'aggregate') return undefined;
  if (node.isDistinct)
    return new LakeError('NOT_SUPPORTED', 'Only aggregation window functions with DISTINCT are supported', atBlock);
  if (node.orderBy)
    return new LakeError('NOT_SUPPORTED', 'Only aggregation window functions with ORDER BY are supported', atCall);
  return undefined;
}

function framingRefusal(
  node: CallNode,
  { name, requiresOrder, refusesFrame }: WindowFunction,
  window: BoundWindow,
): LakeError | undefined {
  if (requiresOrder && window.orderBy.length === 0)
    return new LakeError('MISSING_ORDER_BY', `${name} function requires an ORDER BY window clause`, {
      position: node.over!.position,
    });
  if (window.frame && refusesFrame)
    return new LakeError('INVALID_WINDOW_FRAME', `Cannot specify window frame for ${name} function`, {
      position: window.framePosition,
    });
  return undefined;
}

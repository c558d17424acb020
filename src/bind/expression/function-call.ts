import { LakeError } from '../../base/lake-error.js';
import type { FunctionDefinition } from '../../functions/definition.js';
import { listFunctions } from '../../functions/registry.js';
import { type ResolvedOverload, resolveOverload } from '../../functions/resolve-overload.js';
import type { ArgumentType } from '../../functions/unify.js';
import type { Expression } from '../../plan/expression.js';
import type * as ast from '../../sql/ast.js';
import { type SqlType, typeText } from '../../types/sql-type.js';
import { definitionOf } from '../contained-calls.js';
import { bindPatternCall } from '../row-pattern/pattern-call.js';
import { hintFor } from '../similar-name.js';
import { bindAggregateCall } from './aggregate-call.js';
import type { BoundCall } from './bound-call.js';
import { coerce, requireBoolean } from './coerce.js';
import type { BindNode, ExpressionBinder } from './expression-binder.js';
import { bindLambda } from './lambda.js';
import { bindWindowCall } from './window-call.js';
import { bindWindow } from './window-specification.js';

type CallNode = Extract<ast.Expression, { readonly kind: 'FunctionCall' }>;

export const bindFunctionCall: BindNode<'FunctionCall'> = (binder, node) => {
  const { name, position } = node;
  const { rowPattern } = binder.restrictions;
  const ofPattern = rowPattern && bindPatternCall(binder, rowPattern, node);
  if (ofPattern) return ofPattern;
  const definition = definitionOf(name);
  if (definition?.name === 'concat' && isPair(node)) return bindConcatenation(binder, node, definition);
  checkClauses(node, definition);
  const window = node.over && bindWindow(binder, node.over);
  // Inside an aggregate over groups the results of SELECT are no columns.
  const isOverGroup = definition?.kind === 'aggregate' && !window;
  const inner = isOverGroup ? binder.within(binder.scope, { isAggregateArgument: true }) : binder;
  const filter = node.filter && requireBoolean(inner.bind(node.filter), node.filter.position, 'Filter expression');
  const operands = node.arguments.map((argument) => bindOperand(inner, argument));
  const text = name.parts.map(({ value }) => value).join('.');
  if (!definition) {
    const hint = hintFor(
      text,
      listFunctions().map((each) => each.name),
    );
    throw new LakeError('FUNCTION_NOT_FOUND', `Function '${text}' not registered`, { position, hint });
  }
  const resolved = resolveOverload(
    definition,
    operands.map(({ type }) => type),
    position,
  );
  checkAggregateClauses(node, definition);
  const args = operands.map((operand, i) => operand.as(resolved.args[i]!));
  const written = operands.map((operand, i) => operand.written ?? args[i]!);
  const call: BoundCall = { definition, resolved, args, written, filter };
  if (window) return bindWindowCall(binder, node, call, window);
  if (definition.kind === 'aggregate') return bindAggregateCall(inner, node, call);
  if (definition.kind === 'window')
    throw new LakeError('MISSING_OVER', `Window function system.builtin.${text} requires an OVER clause`, { position });
  return scalarCall(definition, resolved, args, node);
};

const scalarCall = (
  { name }: FunctionDefinition,
  { overload, returns }: ResolvedOverload,
  args: readonly Expression[],
  { position }: CallNode,
): Expression => ({ kind: 'call', type: returns, name, overload, args, position });

/** Tells whether a call is no more than what `a || b` is. */
const isPair = (node: CallNode): boolean =>
  node.arguments.length === 2 &&
  !(node.isDistinct || node.filter || node.orderBy || node.over || node.label || node.processingMode) &&
  node.arguments.every(({ kind }) => kind !== 'Lambda');

/** Binds `a || b || c`: such chains may be long, and a chain of strings is one call. */
function bindConcatenation(binder: ExpressionBinder, node: CallNode, definition: FunctionDefinition): Expression {
  const chain: CallNode[] = [];
  let first: ast.Expression = node;
  while (first.kind === 'FunctionCall' && isPair(first) && definitionOf(first.name) === definition) {
    chain.push(first);
    first = first.arguments[0]!;
  }
  let left = binder.bind(first);
  for (const pair of chain.reverse()) {
    const right = binder.bind(pair.arguments[1]!);
    const resolved = resolveOverload(definition, [left.type, right.type], pair.position);
    const args = [coerce(left, resolved.args[0]!), coerce(right, resolved.args[1]!)];
    left = appended(left, definition, resolved, args[1]!) ?? scalarCall(definition, resolved, args, pair);
  }
  return left;
}

/** Adds an argument to a call of the same variadic overload. */
function appended(
  call: Expression,
  { name, overloads }: FunctionDefinition,
  { overload, returns }: ResolvedOverload,
  argument: Expression,
): Expression | undefined {
  const chosen = overloads[overload];
  const isVariadic = chosen && 'variadic' in chosen && chosen.variadic === true;
  if (!isVariadic || call.kind !== 'call' || call.name !== name || call.overload !== overload) return undefined;
  return { ...call, type: returns, args: [...call.args, argument] };
}

/** Refuses clauses that the kind of function does not have. */
function checkClauses(node: CallNode, definition: FunctionDefinition | undefined): void {
  const { position } = node;
  if (node.label)
    throw new LakeError(
      'INVALID_FUNCTION_ARGUMENT',
      'label.* syntax is only supported as the only argument of row pattern count function',
      { position: node.label.position },
    );
  if (node.processingMode)
    throw new LakeError(
      'INVALID_PROCESSING_MODE',
      `${node.processingMode} semantics is not supported out of pattern recognition context`,
      { position },
    );
  // Of these only DISTINCT is refused before the function is looked for.
  if (node.isDistinct && !node.over && definition?.kind !== 'aggregate')
    throw new LakeError('FUNCTION_NOT_AGGREGATE', 'DISTINCT is not supported for non-aggregation functions', {
      position,
    });
}

/** Refuses clauses of an aggregate at a function that is none, once its arguments fit. */
function checkAggregateClauses({ filter, orderBy, over, position }: CallNode, { kind }: FunctionDefinition): void {
  if (over || kind === 'aggregate' || !(filter || orderBy)) return;
  const clause = filter ? 'Filter' : 'ORDER BY';
  throw new LakeError('FUNCTION_NOT_AGGREGATE', `${clause} is only valid for aggregation functions`, { position });
}

/** An argument before the overload is known, and how it becomes one of the overload's type. */
interface Operand {
  readonly type: ArgumentType;
  /** Absent for a lambda. */
  readonly written?: Expression;
  as(type: SqlType): Expression;
}

function bindOperand(binder: ExpressionBinder, node: ast.Expression): Operand {
  if (node.kind !== 'Lambda') {
    const bound = binder.bind(node);
    return { type: bound.type, written: bound, as: (type) => coerce(bound, type) };
  }
  // Overload resolution asks for the same body again and again.
  const known = new Map<string, Expression>();
  const bindFor = (parameters: readonly SqlType[]): Expression => {
    const key = parameters.map(typeText).join(';');
    const lambda = known.get(key) ?? bindLambda(binder, node, parameters);
    known.set(key, lambda);
    return lambda;
  };
  const returns = (parameters: readonly SqlType[]): SqlType => {
    const { type } = bindFor(parameters);
    return type.kind === 'function' ? type.returns : type;
  };
  return {
    type: { kind: 'lambda', returns },
    as: (type) => bindFor(type.kind === 'function' ? type.parameters : []),
  };
}

import { LakeError, type Position } from '../../base/lake-error.js';
import { resolveOverload } from '../../functions/resolve-overload.js';
import type { Expression } from '../../plan/expression.js';
import type { PatternNavigation } from '../../plan/row-pattern.js';
import type * as ast from '../../sql/ast.js';
import { BIGINT, VARCHAR } from '../../types/sql-type.js';
import { definitionOf, findAll, isAggregate } from '../contained-calls.js';
import { coerce } from '../expression/coerce.js';
import type { ExpressionBinder } from '../expression/expression-binder.js';
import type { PatternScope, UsedLabels } from './pattern-scope.js';

type CallNode = Extract<ast.Expression, { readonly kind: 'FunctionCall' }>;

const intMax = 2n ** 31n - 1n;
const physical = ['prev', 'next'];
const logical = ['first', 'last'];

/** Names a function of row patterns that a call means. */
function patternFunction(node: ast.Expression): string | undefined {
  if (node.kind !== 'FunctionCall' || node.name.parts.length !== 1) return undefined;
  const name = node.name.parts[0]!.value.toLowerCase();
  return [...physical, ...logical, 'classifier', 'match_number'].includes(name) ? name : undefined;
}

const isNavigation = (node: ast.Expression): boolean => {
  const name = patternFunction(node);
  return name !== undefined && (physical.includes(name) || logical.includes(name));
};

const functionName = (node: ast.Expression): string =>
  node.kind === 'FunctionCall' ? node.name.parts.at(-1)!.value.toLowerCase() : 'listagg';

/** Binds what only row patterns have: navigation, CLASSIFIER, MATCH_NUMBER, and aggregates over matched rows. */
export function bindPatternCall(binder: ExpressionBinder, scope: PatternScope, node: CallNode): Expression | undefined {
  const name = patternFunction(node);
  const isFinal = node.processingMode === 'FINAL';
  if (name === 'classifier') return bindClassifier(scope, node);
  if (name === 'match_number') return bindMatchNumber(scope, node);
  if (name) return bindNavigation(binder, scope, node, name, isFinal);
  if (isAggregate(node)) return bindAggregate(binder, scope, node, isFinal);
  if (node.processingMode)
    throw new LakeError(
      'INVALID_PROCESSING_MODE',
      `${node.processingMode} semantics is supported only for FIRST(), LAST() and aggregation functions. Actual: ${functionName(node)}`,
      { position: node.position },
    );
  return undefined;
}

const invalidArgument = (message: string, position: Position): LakeError =>
  new LakeError('INVALID_FUNCTION_ARGUMENT', message, { position });

function bindClassifier(scope: PatternScope, { arguments: args, position }: CallNode): Expression {
  if (args.length > 1)
    throw invalidArgument('CLASSIFIER pattern recognition function takes no arguments or 1 argument', position);
  const [label] = args;
  if (label && label.kind !== 'Identifier')
    throw new LakeError(
      'TYPE_MISMATCH',
      `CLASSIFIER function argument should be primary pattern variable or subset name. Actual: ${label.kind}`,
      { position: label.position },
    );
  const labels = label && requireLabel(scope, label);
  return scope.input({ kind: 'classifier', navigation: scope.at(labels) }, { name: 'classifier', type: VARCHAR });
}

function requireLabel(scope: PatternScope, label: ast.Identifier): readonly number[] {
  const labels = scope.shared.labels.find(label);
  if (labels) return labels;
  throw invalidArgument(`${label.value} is not a primary pattern variable or subset name`, label.position);
}

function bindMatchNumber(scope: PatternScope, { arguments: args, position }: CallNode): Expression {
  if (args.length > 0) throw invalidArgument('MATCH_NUMBER pattern recognition function takes no arguments', position);
  return scope.input({ kind: 'match number' }, { name: 'match_number', type: BIGINT });
}

function bindNavigation(
  binder: ExpressionBinder,
  scope: PatternScope,
  node: CallNode,
  name: string,
  isFinal: boolean,
): Expression {
  const { arguments: args, position } = node;
  const isPhysical = physical.includes(name);
  if (isPhysical && node.processingMode)
    throw new LakeError(
      'INVALID_PROCESSING_MODE',
      `${node.processingMode} semantics is not supported with ${name.toUpperCase()} pattern recognition function`,
      { position },
    );
  if (args.length !== 1 && args.length !== 2)
    throw invalidArgument(`${name} pattern recognition function requires 1 or 2 arguments`, position);
  const offset = args[1] ? offsetOf(args[1], name, position) : isPhysical ? 1 : 0;
  checkNesting(args[0]!, name, isPhysical);
  const navigation: Partial<PatternNavigation> = isPhysical
    ? { distance: name === 'prev' ? -offset : offset }
    : { from: name as 'first' | 'last', offset, isFinal };
  const used: UsedLabels = [];
  const bound = binder.within(binder.scope, { rowPattern: scope.navigated(navigation, used) }).bind(args[0]!);
  if (used.length === 0)
    throw new LakeError(
      'INVALID_ARGUMENTS',
      `Pattern navigation function '${name.toUpperCase()}' must contain at least one column reference or CLASSIFIER()`,
      { position },
    );
  requireOneLabel(used, name, position);
  return bound;
}

function offsetOf(node: ast.Expression, name: string, position: Position): number {
  if (node.kind !== 'IntegerLiteral')
    throw invalidArgument(
      `${name} pattern recognition navigation function requires a number as the second argument`,
      position,
    );
  const bad = (what: string): LakeError =>
    new LakeError(
      'NUMERIC_VALUE_OUT_OF_RANGE',
      `${name} pattern recognition navigation function requires ${what} as the second argument (actual: ${node.value})`,
      { position },
    );
  if (node.value < 0n) throw bad('a non-negative number');
  if (node.value > intMax) throw bad(`a number not greater than ${intMax}`);
  return Number(node.value);
}

function checkNesting(argument: ast.Expression, name: string, isPhysical: boolean): void {
  const [aggregate] = findAll([argument], isAggregate);
  if (aggregate)
    throw new LakeError(
      'NESTED_AGGREGATION',
      `Cannot nest ${functionName(aggregate)} aggregate function inside ${name} function`,
      { position: aggregate.position },
    );
  const [nested] = findAll([argument], isNavigation);
  if (!nested) return;
  const invalid = (message: string): LakeError =>
    new LakeError('INVALID_NAVIGATION_NESTING', message, { position: nested.position });
  if (!isPhysical || physical.includes(patternFunction(nested)!))
    throw invalid(
      `Cannot nest ${functionName(nested)} pattern navigation function inside ${name} pattern navigation function`,
    );
  if (nested !== argument) throw invalid('Immediate nesting is required for pattern navigation functions');
}

function requireOneLabel(used: UsedLabels, name: string, position: Position): void {
  const [first] = used;
  if (used.every((labels) => labels?.join() === first?.join())) return;
  throw new LakeError('INVALID_ARGUMENTS', `All labels and classifiers inside the call to '${name}' must match`, {
    position,
  });
}

function bindAggregate(binder: ExpressionBinder, scope: PatternScope, node: CallNode, isFinal: boolean): Expression {
  const definition = definitionOf(node.name)!;
  const { position } = node;
  checkAggregate(node, definition.name);
  const used: UsedLabels = [];
  const scopes = node.arguments.map(() => scope.aggregated(used));
  const written = node.arguments.map((argument, i) =>
    binder.within(binder.scope, { rowPattern: scopes[i]! }).bind(argument),
  );
  const resolved = resolveOverload(
    definition,
    written.map(({ type }) => type),
    position,
  );
  if (node.label) used.push(requireLabel(scope, node.label));
  requireOneLabel(used, definition.name, position);
  const args = written.map((argument, i) => scopes[i]!.value(coerce(argument, resolved.args[i]!)));
  const output = scope.shared.context.column(definition.name, resolved.returns);
  const { overload } = resolved;
  const aggregate = { name: definition.name, overload, labels: used[0], isFinal, args, output };
  return scope.input({ kind: 'aggregate', aggregate }, output);
}

function checkAggregate(node: CallNode, name: string): void {
  const clauses = [
    ['DISTINCT', node.isDistinct],
    ['ORDER BY', node.orderBy !== undefined],
    ['FILTER', node.filter !== undefined],
  ] as const;
  for (const [clause, isThere] of clauses)
    if (isThere)
      throw new LakeError(
        'NOT_SUPPORTED',
        `Cannot use ${clause} with ${name} aggregate function in pattern recognition context`,
        { position: node.position },
      );
  const [nested] = findAll(node.arguments, (inner) => isAggregate(inner) || isNavigation(inner));
  if (nested && isAggregate(nested))
    throw new LakeError(
      'NESTED_AGGREGATION',
      `Cannot nest ${functionName(nested)} aggregate function inside ${name} function`,
      { position: nested.position },
    );
  if (nested)
    throw new LakeError(
      'INVALID_NAVIGATION_NESTING',
      `Cannot nest ${functionName(nested)} pattern navigation function inside ${name} function`,
      { position: nested.position },
    );
}

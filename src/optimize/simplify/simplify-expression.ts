import { type Call, type Case, childrenOf, type Expression } from '../../plan/expression.js';
import { BOOLEAN } from '../../types/sql-type.js';
import { callOf, isNot, isNull, not } from '../expression/call-building.js';
import {
  andOf,
  conjunctsOf,
  disjunctsOf,
  falseConstant,
  isConstant,
  nullConstant,
  orOf,
  trueConstant,
} from '../expression/conjuncts.js';
import { canFail, isComparison, isDeterministic, isStrict } from '../expression/evaluation.js';
import { expressionKey, sameExpression } from '../expression/expression-key.js';
import { rewriteExpression } from '../expression/substitution.js';
import type { OptimizerContext } from '../rule.js';
import { extractSharedConjuncts } from './extract-conjuncts.js';
import { unwrapCast } from './unwrap-cast.js';

/** Computes what is constant and rewrites the rest to a simpler expression with the same value, NULL and errors included. */
export function simplifyExpression(expression: Expression, context: OptimizerContext): Expression {
  if (expression.kind === 'constant' || expression.kind === 'column' || simple.has(expression)) return expression;
  const simplified = rewriteExpression(expression, (node) => simplifyNode(node, context));
  if (!sameExpression(simplified, expression)) return simplified;
  simple.add(expression);
  return expression;
}

// What was seen to have no simpler form; each statement has its own expressions.
const simple = new WeakSet<Expression>();
const simpleConditions = new WeakSet<Expression>();

/** Simplifies a condition of which only TRUE lets a row pass: NULL counts as FALSE. */
export function simplifyCondition(condition: Expression, context: OptimizerContext): Expression {
  let current = condition;
  for (let round = 0; round < roundsMax && !simpleConditions.has(current); round++) {
    const next = nullAsFalse(simplifyExpression(current, context));
    if (sameExpression(current, next)) simpleConditions.add(current);
    else current = next;
  }
  return current;
}

const roundsMax = 5;

function simplifyNode(node: Expression, context: OptimizerContext): Expression {
  switch (node.kind) {
    case 'and':
      return simplifyAnd(node.args);
    case 'or':
      return simplifyOr(node.args, context);
    case 'is_null':
      if (node.input.kind === 'constant') return node.input.value === null ? trueConstant : falseConstant;
      return node;
    case 'case':
      return simplifyCase(node);
    case 'coalesce':
      return simplifyCoalesce(node);
    case 'in':
      return simplifyIn(node, context);
    case 'call':
      return simplifyCall(node, context);
    case 'cast':
      if (node.input.kind === 'constant' && node.input.value === null) return nullConstant(node.type);
      return fold(node, context);
    case 'row':
    case 'field':
    case 'try':
      return fold(node, context);
    default:
      return node;
  }
}

/** Replaces an expression over constants by its value; one that fails stays as it is. */
function fold(node: Expression, context: OptimizerContext): Expression {
  const isOverConstants = childrenOf(node).every(({ kind }) => kind === 'constant');
  return isOverConstants && isDeterministic(node) ? (context.evaluate(node) ?? node) : node;
}

function simplifyAnd(args: readonly Expression[]): Expression {
  const kept = withoutRepeats(args.flatMap(conjunctsOf));
  // As in Trino, also where an operand before it would fail.
  return kept.some((arg) => isConstant(arg, false)) ? falseConstant : andOf(kept);
}

function simplifyOr(args: readonly Expression[], context: OptimizerContext): Expression {
  const kept = withoutRepeats(args.flatMap(disjunctsOf));
  if (kept.some((arg) => isConstant(arg, true))) return trueConstant;
  return extractSharedConjuncts(orOf(equalitiesToIn(kept, context)));
}

function withoutRepeats(args: readonly Expression[]): readonly Expression[] {
  const seen = new Set<string>();
  return args.filter((arg) => {
    const key = expressionKey(arg);
    if (seen.has(key) && isDeterministic(arg)) return false;
    seen.add(key);
    return true;
  });
}

/** `x = 1 OR x = 2 OR x IN (3)` is `x IN (1, 2, 3)`. */
function equalitiesToIn(args: readonly Expression[], context: OptimizerContext): readonly Expression[] {
  const lists = new Map<string, { readonly value: Expression; readonly list: Expression[]; readonly at: number }>();
  const kept: (Expression | undefined)[] = [];
  for (const arg of args) {
    const test = asMembership(arg);
    if (!test || canFail(test.value) || !isDeterministic(test.value)) {
      kept.push(arg);
      continue;
    }
    const key = expressionKey(test.value);
    const known = lists.get(key);
    if (known) known.list.push(...test.list);
    else {
      lists.set(key, { value: test.value, list: [...test.list], at: kept.length });
      kept.push(arg);
    }
  }
  for (const { value, list, at } of lists.values())
    if (list.length > 1) kept[at] = simplifyIn({ kind: 'in', type: BOOLEAN, value, list }, context);
  return kept.filter((arg) => arg !== undefined);
}

/** Reads `value = constant` and `value IN (constants)`. */
function asMembership(arg: Expression): { value: Expression; list: readonly Expression[] } | undefined {
  if (arg.kind === 'in') return arg.list.every(({ kind }) => kind === 'constant') ? arg : undefined;
  if (arg.kind !== 'call' || arg.name !== '=') return undefined;
  const [left, right] = [arg.args[0]!, arg.args[1]!];
  if (right.kind === 'constant' && left.kind !== 'constant') return { value: left, list: [right] };
  return left.kind === 'constant' && right.kind !== 'constant' ? { value: right, list: [left] } : undefined;
}

function simplifyCase(node: Case): Expression {
  const whens: Case['whens'][number][] = [];
  let { otherwise } = node;
  for (const when of node.whens) {
    if (isConstant(when.condition, false) || isConstant(when.condition, null)) continue;
    if (isConstant(when.condition, true)) {
      otherwise = when.result;
      break;
    }
    whens.push(when);
  }
  if (whens.length === 0) return otherwise ?? nullConstant(node.type);
  return whens.length === node.whens.length && otherwise === node.otherwise ? node : { ...node, whens, otherwise };
}

function simplifyCoalesce(node: Extract<Expression, { kind: 'coalesce' }>): Expression {
  const args: Expression[] = [];
  for (const arg of node.args) {
    if (isConstant(arg, null)) continue;
    args.push(arg);
    if (arg.kind === 'constant') break;
  }
  if (args.length === 0) return nullConstant(node.type);
  if (args.length === 1) return args[0]!;
  return args.length === node.args.length ? node : { ...node, args };
}

function simplifyIn(node: Extract<Expression, { kind: 'in' }>, context: OptimizerContext): Expression {
  if (isConstant(node.value, null)) return nullConstant(BOOLEAN);
  const list = withoutRepeats(node.list);
  if (list.length === 1) return simplifyNode(callOf('=', [node.value, list[0]!]), context);
  const kept = list.length === node.list.length ? node : { ...node, list };
  return unwrapCast(fold(kept, context), context);
}

const inverse: Readonly<Record<string, string>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' };
const flipped: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '=': '=', '<>': '<>' };

function simplifyCall(node: Call, context: OptimizerContext): Expression {
  if (isStrict(node) && isDeterministic(node) && node.args.some((arg) => isConstant(arg, null)))
    return nullConstant(node.type);
  const folded = fold(node, context);
  if (folded.kind !== 'call') return folded;
  if (isNot(folded)) return negated(folded.args[0]!, folded);
  if (!isComparison(folded)) return folded;
  const [left, right] = [folded.args[0]!, folded.args[1]!];
  if (left.kind === 'constant' && right.kind !== 'constant')
    return unwrapCast(callOf(flipped[folded.name]!, [right, left]), context);
  return unwrapCast(folded, context);
}

/** NaN does not equal itself, and a structure that holds NULL or NaN may not. */
const isAlwaysSelfEqual = (expression: Expression): boolean =>
  !['double', 'real', 'array', 'map', 'row'].includes(expression.type.kind) &&
  isDeterministic(expression) &&
  !canFail(expression);

/** Takes NOT inside; where NaN is neither less nor more, an ordering has no inverse. */
function negated(inner: Expression, whole: Expression): Expression {
  if (inner.kind === 'and') return orOf(inner.args.map((arg) => negated(arg, not(arg))));
  if (inner.kind === 'or') return andOf(inner.args.map((arg) => negated(arg, not(arg))));
  if (isNot(inner)) return inner.args[0]!;
  if (!isComparison(inner)) return whole;
  const [left, right] = [inner.args[0]!, inner.args[1]!];
  if (inner.name === '=') return callOf('<>', [left, right]);
  if (inner.name === '<>') return callOf('=', [left, right]);
  const isFloating = left.type.kind === 'double' || left.type.kind === 'real';
  return isFloating ? whole : callOf(inverse[inner.name]!, [left, right]);
}

/** Takes FALSE for NULL wherever that cannot let a row pass: in operands of AND and OR, not below NOT. */
function nullAsFalse(condition: Expression): Expression {
  if (isConstant(condition, null)) return falseConstant;
  if (condition.kind === 'and') return simplifyAnd(condition.args.map(nullAsFalse));
  if (condition.kind === 'or') {
    const args = condition.args.map(nullAsFalse).filter((arg) => !isConstant(arg, false));
    return orOf(args);
  }
  if (condition.kind !== 'call' || condition.name !== '=') return condition;
  const [left, right] = [condition.args[0]!, condition.args[1]!];
  return isAlwaysSelfEqual(left) && sameExpression(left, right) ? not(isNull(left)) : condition;
}

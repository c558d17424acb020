import { LakeError, type Position } from '../../base/lake-error.js';
import type { ColumnReference, Expression } from '../../plan/expression.js';
import { type Join, type LogicalPlan, outputsOf } from '../../plan/logical-plan.js';
import type * as ast from '../../sql/ast.js';
import { commonSuperType } from '../../types/coercion.js';
import { isComparable } from '../../types/comparability.js';
import { typeText } from '../../types/sql-type.js';
import type { BindContext, BoundRelation } from '../bind-context.js';
import { Block, inputOf } from '../block.js';
import { forbidGroupCalls } from '../contained-calls.js';
import { makeExpressionBinder } from '../expression/bind-expression.js';
import { and, conjunctsOf, trueConstant } from '../expression/call.js';
import { coerce } from '../expression/coerce.js';
import { columnsOf, freeColumnsOf } from '../plan-columns.js';
import { type Field, matchingFields, type Scope } from '../scope.js';
import { BlockPlan } from './block-plan.js';
import { type LateralScope, unaliased } from './lateral.js';

/** Binds a relation: see from.ts. */
type BindRelation = (
  context: BindContext,
  relation: ast.Relation,
  enclosing: Scope | undefined,
  left?: LateralScope,
) => BoundRelation;

type JoinType = 'inner' | 'left' | 'right' | 'full';

const joinTypes: Readonly<Record<ast.Join['type'], JoinType>> = {
  CROSS: 'inner',
  IMPLICIT: 'inner',
  INNER: 'inner',
  LEFT: 'left',
  RIGHT: 'right',
  FULL: 'full',
};

/** Binds a join; chains of joins lean left and may be long. */
export function bindJoin(
  context: BindContext,
  node: ast.Join,
  enclosing: Scope | undefined,
  bindRelation: BindRelation,
): BoundRelation {
  const chain: ast.Join[] = [];
  let first: ast.Relation = node;
  while (first.kind === 'Join') {
    chain.push(first);
    first = first.left;
  }
  let left = bindRelation(context, first, enclosing);
  for (const join of chain.reverse()) left = joinWith(context, join, left, enclosing, bindRelation);
  return left;
}

function joinWith(
  context: BindContext,
  node: ast.Join,
  left: BoundRelation,
  enclosing: Scope | undefined,
  bindRelation: BindRelation,
): BoundRelation {
  const { criteria, position } = node;
  const type = joinTypes[node.type];
  if (criteria?.kind === 'natural') throw new LakeError('NOT_SUPPORTED', 'Natural join not supported', { position });
  const inner = unaliased(node.right).kind;
  if (inner === 'Unnest' || inner === 'JsonTable' || inner === 'Lateral')
    return joinLateral(context, node, left, enclosing, bindRelation);
  const right = bindRelation(context, node.right, enclosing);
  if (criteria?.kind === 'using') return joinUsing(context, type, left, right, criteria.columns);
  const fields = [...left.fields, ...right.fields];
  if (!criteria) return { plan: { kind: 'Join', type, left: left.plan, right: right.plan, equal: [] }, fields };
  return { plan: joinOn(context, type, left, right, criteria.condition, enclosing), fields };
}

/** Binds the ON of a join. */
function bindCondition(
  context: BindContext,
  fields: readonly Field[],
  node: ast.Expression,
  enclosing: Scope | undefined,
  forbidsCorrelation: boolean,
): { readonly condition: Expression; readonly block: Block } {
  const block = new Block(node.position);
  forbidGroupCalls(node, 'JOIN clause');
  const binder = makeExpressionBinder(context, { fields, parent: enclosing }, block, { forbidsCorrelation });
  const bound = binder.bind(node);
  if (bound.type.kind !== 'boolean' && bound.type.kind !== 'unknown')
    throw new LakeError(
      'TYPE_MISMATCH',
      `JOIN ON clause must evaluate to a boolean: actual type ${typeText(bound.type)}`,
      { position: node.position },
    );
  return { condition: coerce(bound, { kind: 'boolean' }), block };
}

function joinOn(
  context: BindContext,
  type: JoinType,
  left: BoundRelation,
  right: BoundRelation,
  node: ast.Expression,
  enclosing: Scope | undefined,
): LogicalPlan {
  const fields = [...left.fields, ...right.fields];
  const { condition, block } = bindCondition(context, fields, node, enclosing, type !== 'inner');
  if (block.pending.length === 0) return makeJoin(type, left.plan, right.plan, condition);
  if (type === 'inner') {
    const plan = new BlockPlan(context, block, makeJoin(type, left.plan, right.plan, undefined));
    plan.filter(condition);
    return plan.plan;
  }
  // A subquery of an outer join's condition belongs to the side whose columns its value uses.
  const rightIds = new Set(outputsOf(right.plan).map(({ id }) => id));
  const usesRight = (expression: Expression): boolean =>
    [...columnsOf(expression).keys()].some((id) => rightIds.has(id));
  const onRight = block.pending.filter((pending) => usesRight(inputOf(pending) ?? trueConstant));
  const rightPlan = new BlockPlan(context, block, right.plan);
  rightPlan.attach(onRight.map(({ output }) => output));
  const leftPlan = new BlockPlan(context, block, left.plan);
  leftPlan.attach(block.pending.filter((pending) => !onRight.includes(pending)).map(({ output }) => output));
  return makeJoin(type, leftPlan.plan, rightPlan.plan, condition);
}

/** Makes a join, taking out of its condition the equalities between both sides. */
function makeJoin(
  type: JoinType,
  left: LogicalPlan,
  right: LogicalPlan,
  condition: Expression | undefined,
): LogicalPlan {
  if (!condition) return { kind: 'Join', type, left, right, equal: [] };
  const leftIds = new Set(outputsOf(left).map(({ id }) => id));
  const rightIds = new Set(outputsOf(right).map(({ id }) => id));
  const within = (expression: Expression, ids: ReadonlySet<number>): boolean => {
    const used = [...columnsOf(expression).keys()];
    return used.length > 0 && used.every((id) => ids.has(id));
  };
  const equal: Join['equal'][number][] = [];
  const rest: Expression[] = [];
  for (const conjunct of conjunctsOf(condition)) {
    const [a, b] = conjunct.kind === 'call' && conjunct.name === '=' ? conjunct.args : [];
    if (a && b && within(a, leftIds) && within(b, rightIds)) equal.push({ left: a, right: b });
    else if (a && b && within(b, leftIds) && within(a, rightIds)) equal.push({ left: b, right: a });
    else rest.push(conjunct);
  }
  return { kind: 'Join', type, left, right, equal, filter: rest.length > 0 ? and(rest) : undefined };
}

/** USING: the columns of that name come first, once; the rest of both sides follows. */
function joinUsing(
  context: BindContext,
  type: JoinType,
  left: BoundRelation,
  right: BoundRelation,
  columns: readonly ast.Identifier[],
): BoundRelation {
  const used = new Set<Field>();
  const seen = new Set<string>();
  const pairs = columns.map(({ value, position }) => {
    if (seen.has(value.toLowerCase()))
      throw new LakeError('DUPLICATE_COLUMN_NAME', `Column '${value}' appears multiple times in USING clause`, {
        position,
      });
    seen.add(value.toLowerCase());
    const [a, b] = [fieldOf(left, value, 'left', position), fieldOf(right, value, 'right', position)];
    used.add(a).add(b);
    const common = commonSuperType(a.column.type, b.column.type);
    if (!common || !isComparable(common)) {
      const message = `Cannot apply operator: ${typeText(a.column.type)} = ${typeText(b.column.type)}`;
      throw new LakeError('TYPE_MISMATCH', message, { position });
    }
    return { name: value, left: coerce(a.column, common), right: coerce(b.column, common), type: common };
  });
  const join: Join = {
    kind: 'Join',
    type,
    left: left.plan,
    right: right.plan,
    equal: pairs.map((pair) => ({ left: pair.left, right: pair.right })),
  };
  const merged = pairs.map((pair) => ({ name: pair.name, expression: mergedColumn(type, pair) }));
  const keys = merged.map(({ name, expression }) =>
    expression.kind === 'column' ? expression : context.column(name, expression.type),
  );
  const others = [...left.fields, ...right.fields].filter((field) => !used.has(field));
  const fields = [...merged.map(({ name }, i): Field => ({ name, column: keys[i]! })), ...others];
  const computed = merged.flatMap(({ expression }, i) =>
    expression.kind === 'column' ? [] : [[keys[i]!, expression] as const],
  );
  if (computed.length === 0) return { plan: join, fields };
  const outputs = outputsOf(join);
  return {
    plan: {
      kind: 'Project',
      input: join,
      outputs: [...outputs, ...computed.map(([column]) => column)],
      expressions: [...outputs, ...computed.map(([, expression]) => expression)],
    },
    fields,
  };
}

/** The side that is never missing has the value; of a full join the side that is there. */
function mergedColumn(type: JoinType, pair: { readonly left: Expression; readonly right: Expression }): Expression {
  if (type === 'right') return pair.right;
  if (type !== 'full') return pair.left;
  return { kind: 'coalesce', type: pair.left.type, args: [pair.left, pair.right] };
}

function fieldOf({ fields }: BoundRelation, name: string, side: string, position: Position): Field {
  const [field, another] = matchingFields(fields, [name]);
  if (another) throw new LakeError('AMBIGUOUS_NAME', `Column '${name}' is ambiguous`, { position });
  if (!field)
    throw new LakeError('COLUMN_NOT_FOUND', `Column '${name}' is missing from ${side} side of join`, { position });
  return field;
}

/** Joins with a LATERAL query or an UNNEST, which may use the columns of the left side. */
function joinLateral(
  context: BindContext,
  node: ast.Join,
  left: BoundRelation,
  enclosing: Scope | undefined,
  bindRelation: BindRelation,
): BoundRelation {
  const type = joinTypes[node.type];
  const kind = unaliased(node.right).kind;
  const isUnnest = kind === 'Unnest' || kind === 'JsonTable';
  const onTrue = isOnTrue(node.criteria);
  const scope: Scope = { fields: left.fields, parent: enclosing, isQueryBoundary: false };
  const inner: Scope = isUnnest ? scope : { fields: [], parent: scope, isQueryBoundary: true };
  if (type === 'right' || type === 'full') {
    const start = context.outerReferences.length;
    const right = bindRelation(context, node.right, enclosing, {
      plan: left.plan,
      scope: { fields: [], parent: scope, isQueryBoundary: true },
    });
    const ids = new Set(left.fields.map(({ column }) => column.id));
    const reference = context.outerReferences.slice(start).find(({ column }) => ids.has(column.id));
    if (reference)
      throw new LakeError('INVALID_COLUMN_REFERENCE', `LATERAL reference not allowed in ${node.type} JOIN`, {
        position: reference.position,
      });
    if (isUnnest && !onTrue) throw unnestOnTrue(node);
    const alone = isUnnest ? bindRelation(context, node.right, enclosing) : right;
    return {
      plan: makeJoin(type, left.plan, alone.plan, onCondition(context, node, left, alone, enclosing)),
      fields: [...left.fields, ...alone.fields],
    };
  }
  const right = bindRelation(context, node.right, enclosing, { plan: left.plan, scope: inner });
  const fields = [...left.fields, ...right.fields];
  if (isUnnest) {
    if (node.criteria && !onTrue) throw unnestOnTrue(node);
    return { plan: type === 'left' ? outerUnnest(right.plan) : right.plan, fields };
  }
  const filter = onTrue ? undefined : onCondition(context, node, left, right, enclosing);
  const free = freeColumnsOf(right.plan);
  const correlation = outputsOf(left.plan).filter(({ id }) => free.has(id));
  if (correlation.length === 0) return { plan: makeJoin(type, left.plan, right.plan, filter), fields };
  return { plan: applyLateral(left.plan, right.plan, correlation, type, filter, node), fields };
}

function applyLateral(
  input: LogicalPlan,
  subquery: LogicalPlan,
  correlation: readonly ColumnReference[],
  join: 'inner' | 'left',
  filter: Expression | undefined,
  { position }: ast.Join,
): LogicalPlan {
  return { kind: 'Apply', input, subquery, correlation, form: { kind: 'lateral', join, filter }, position };
}

const outerUnnest = (plan: LogicalPlan): LogicalPlan => (plan.kind === 'Unnest' ? { ...plan, outer: true } : plan);

const isOnTrue = (criteria: ast.JoinCriteria | undefined): boolean =>
  !criteria || (criteria.kind === 'on' && criteria.condition.kind === 'BooleanLiteral' && criteria.condition.value);

function unnestOnTrue({ type, right, criteria, position }: ast.Join): LakeError {
  const what = unaliased(right).kind === 'JsonTable' ? 'JSON_TABLE' : 'UNNEST';
  return new LakeError('NOT_SUPPORTED', `${type} JOIN involving ${what} is only supported with condition ON TRUE`, {
    position: criteria?.kind === 'on' ? criteria.condition.position : position,
  });
}

function onCondition(
  context: BindContext,
  { criteria, position }: ast.Join,
  left: BoundRelation,
  right: BoundRelation,
  enclosing: Scope | undefined,
): Expression | undefined {
  if (!criteria) return undefined;
  if (criteria.kind !== 'on')
    throw new LakeError('NOT_SUPPORTED', 'USING is not supported with a LATERAL relation', { position });
  const fields = [...left.fields, ...right.fields];
  const { condition, block } = bindCondition(context, fields, criteria.condition, enclosing, true);
  if (block.pending.length > 0)
    throw new LakeError('NOT_SUPPORTED', 'Subqueries in the condition of a LATERAL join are not supported', {
      position: criteria.condition.position,
    });
  return condition;
}

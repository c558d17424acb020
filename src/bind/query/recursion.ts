import { LakeError, type Position } from '../../base/lake-error.js';
import type { LogicalPlan } from '../../plan/logical-plan.js';
import type * as ast from '../../sql/ast.js';
import { canCoerce } from '../../types/coercion.js';
import { typeText } from '../../types/sql-type.js';
import { bareQuery } from '../bare-query.js';
import type { BindContext, BoundRelation } from '../bind-context.js';
import type { Field, NamedRelation, Scope } from '../scope.js';
import { referencesTo } from '../table-references.js';
import { requireDifferentNames } from './named-columns.js';
import { coerceColumns } from './set-operation.js';

const invalid = (message: string, { position }: ast.SyntaxNode): LakeError =>
  new LakeError('INVALID_RECURSIVE_REFERENCE', message, { position });

/** Binds a query of WITH RECURSIVE that refers to itself; undefined for one that does not. */
export function bindRecursion(context: BindContext, node: ast.NamedQuery, scope: Scope): BoundRelation | undefined {
  const { name, columns, query, position } = node;
  if (!columns)
    throw new LakeError('MISSING_COLUMN_ALIASES', 'missing column aliases in recursive WITH query', { position });
  const union = query.body;
  if (union.kind !== 'SetOperation' || union.operator !== 'UNION') {
    const [reference] = referencesTo(query, name.value);
    if (reference) throw invalid('recursive reference not allowed in this context', reference);
    return undefined;
  }
  const [inBase] = referencesTo(union.left, name.value);
  if (inBase) throw invalid('WITH table name is referenced in the base relation of recursion', inBase);
  const [inStep, second] = referencesTo(union.right, name.value);
  if (!inStep) return undefined;
  if (second) throw invalid('multiple recursive references in the step relation of recursion', second);
  const from = selectOf(union.right)?.from;
  if (!from || referencesTo(from, name.value).length === 0)
    throw invalid('recursive reference outside of FROM clause of the step relation of recursion', inStep);
  checkJoins(from, name.value);
  checkClauses(query);
  return planRecursion(context, name, columns, union, scope);
}

/** The SELECT that a step is, its parentheses aside. */
function selectOf(body: ast.QueryBody): ast.Select | undefined {
  let inner = body;
  while (inner.kind === 'Query') inner = inner.body;
  return inner.kind === 'Select' ? inner : undefined;
}

/** Refuses the recursive reference on the side of an outer join that may be missing. */
function checkJoins(relation: ast.Relation, name: string): void {
  if (relation.kind === 'AliasedRelation' || relation.kind === 'SampledRelation') checkJoins(relation.relation, name);
  if (relation.kind !== 'Join') return;
  const { type, left, right } = relation;
  const [inLeft] = referencesTo(left, name);
  const [inRight] = referencesTo(right, name);
  if (type === 'LEFT' && inRight) throw invalid('recursive reference in right source of LEFT join', inRight);
  if (type === 'RIGHT' && inLeft) throw invalid('recursive reference in left source of RIGHT join', inLeft);
  if (type === 'FULL' && (inLeft || inRight)) throw invalid('recursive reference in FULL join', (inLeft ?? inRight)!);
  checkJoins(left, name);
  checkJoins(right, name);
}

function checkClauses(query: ast.Query): void {
  const immediate = (code: 'NOT_SUPPORTED' | 'INVALID_LIMIT_CLAUSE', clause: string, position: Position): LakeError =>
    new LakeError(code, `immediate ${clause} clause in recursive query`, { position });
  if (query.with) throw immediate('NOT_SUPPORTED', 'WITH', query.with.position);
  if (query.orderBy) throw immediate('NOT_SUPPORTED', 'ORDER BY', query.orderByPosition ?? query.position);
  if (query.offset) throw immediate('NOT_SUPPORTED', 'OFFSET', query.offset.position);
  if (query.limit) throw immediate('INVALID_LIMIT_CLAUSE', 'FETCH FIRST / LIMIT', query.limit.position);
}

function planRecursion(
  context: BindContext,
  name: ast.Identifier,
  aliases: readonly ast.Identifier[],
  union: ast.SetOperation,
  scope: Scope,
): BoundRelation {
  const seed = context.bindQuery(context, bareQuery(union.left), scope);
  if (seed.fields.length !== aliases.length)
    throw new LakeError(
      'MISMATCHED_COLUMN_ALIASES',
      `Column alias list has ${aliases.length} entries but relation has ${seed.fields.length} columns`,
      { position: aliases[0]!.position },
    );
  requireDifferentNames(aliases);
  const types = seed.fields.map(({ column }) => column.type);
  const makeFields = (): readonly Field[] =>
    aliases.map(({ value }, i) => ({ name: value, column: context.column(value, types[i]!) }));
  const referenced = makeFields();
  const fields = makeFields();
  const recursionId = fields[0]!.column.id;
  const reference: LogicalPlan = {
    kind: 'RecursionReference',
    recursionId,
    outputs: referenced.map(({ column }) => column),
  };
  const self: NamedRelation = { bind: () => ({ plan: reference, fields: referenced }) };
  const inner: Scope = { fields: [], parent: scope, namedQueries: new Map([[name.value.toLowerCase(), self]]) };
  const step = context.bindQuery(context, bareQuery(union.right), inner);
  checkStep(step, seed, union.right);
  const coerced = coerceColumns(context, step, types);
  const plan: LogicalPlan = {
    kind: 'Recursion',
    name: name.value,
    seed: seed.plan,
    step: coerced.plan,
    outputs: fields.map(({ column }) => column),
    seedColumns: seed.fields.map(({ column }) => column),
    stepColumns: coerced.columns,
    recursionId,
    depthMax: context.session.settings.recursionDepthMax,
  };
  return {
    plan: union.isDistinct ? { kind: 'Aggregate', input: plan, keys: plan.outputs, aggregates: [] } : plan,
    fields,
  };
}

function checkStep(step: BoundRelation, seed: BoundRelation, { position }: ast.QueryBody): void {
  const mismatch = (message: string): LakeError => new LakeError('TYPE_MISMATCH', message, { position });
  if (step.fields.length !== seed.fields.length)
    throw mismatch(
      `base and step relations of recursion have different number of fields: ${seed.fields.length}, ${step.fields.length}`,
    );
  step.fields.forEach(({ column: { type } }, i) => {
    const base = seed.fields[i]!.column.type;
    if (!canCoerce(type, base))
      throw mismatch(
        `recursion step relation output type (${typeText(type)}) is not coercible to recursion base relation output type (${typeText(base)}) at column ${i + 1}`,
      );
  });
}

import { LakeError, type Position } from '../../base/lake-error.js';
import type * as ast from '../../sql/ast.js';
import type { BindContext, BoundRelation } from '../bind-context.js';
import type { Field, NamedRelation, Scope } from '../scope.js';
import { requireDifferentNames } from './named-columns.js';
import { bindRecursion } from './recursion.js';

/** Binds WITH: a scope in which its queries have names. Each is bound at once, so that its errors show even if nothing uses it. */
export function bindWith(context: BindContext, node: ast.With, enclosing: Scope | undefined): Scope {
  const namedQueries = new Map<string, NamedRelation>();
  const scope: Scope = { fields: [], parent: enclosing, namedQueries };
  for (const { name, columns, query, position } of node.queries) {
    const key = name.value.toLowerCase();
    if (namedQueries.has(key))
      throw new LakeError('DUPLICATE_NAMED_QUERY', `WITH query name '${name.value}' specified more than once`, {
        position,
      });
    // A query of WITH sees those before it.
    const visible: Scope = { fields: [], parent: enclosing, namedQueries: new Map(namedQueries) };
    const bind = (): BoundRelation => {
      const recursive = node.isRecursive
        ? bindRecursion(context, { name, columns, query, position }, visible)
        : undefined;
      return recursive ?? named(context.bindQuery(context, query, visible), columns, position);
    };
    let first: BoundRelation | undefined = bind();
    namedQueries.set(key, {
      bind() {
        const bound = first ?? bind();
        first = undefined;
        return bound;
      },
    });
  }
  return scope;
}

/** Gives a query of WITH its columns' names. */
export function named(
  { plan, fields }: BoundRelation,
  columns: readonly ast.Identifier[] | undefined,
  position: Position,
): BoundRelation {
  if (!columns) return { plan, fields };
  if (columns.length !== fields.length)
    throw new LakeError(
      'MISMATCHED_COLUMN_ALIASES',
      `Column alias list has ${columns.length} entries but relation has ${fields.length} columns`,
      { position: columns[0]?.position ?? position },
    );
  requireDifferentNames(columns);
  return { plan, fields: fields.map(({ column }, i): Field => ({ name: columns[i]!.value, column })) };
}

import { LakeError } from '../base/lake-error.js';
import { findFunction } from '../functions/registry.js';
import type * as ast from '../sql/ast.js';
import { childrenOf } from './syntax-children.js';

/** Finds an expression and those inside it, outer ones first, that a test accepts; subqueries are left out. */
export function findAll(roots: readonly ast.Expression[], test: (node: ast.Expression) => boolean): ast.Expression[] {
  const found: ast.Expression[] = [];
  const rest = [...roots].reverse();
  for (let node = rest.pop(); node; node = rest.pop()) {
    if (test(node)) found.push(node);
    for (const child of [...childrenOf(node)].reverse()) rest.push(child);
  }
  return found;
}

/** Tells whether a node calls an aggregate over the rows of a group, not of a window. */
export const isAggregate = (node: ast.Expression): boolean =>
  (node.kind === 'ListAggregate' && !node.over) ||
  (node.kind === 'FunctionCall' && !node.over && definitionOf(node.name)?.kind === 'aggregate');

/** Tells whether a node is computed over a window. */
export const isWindowed = (node: ast.Expression): boolean =>
  node.kind === 'WindowMeasure' ||
  ((node.kind === 'FunctionCall' || node.kind === 'ListAggregate') && node.over !== undefined);

/** Finds the definition that a call's name means: a plain name, or one of `system.builtin`. */
export function definitionOf(name: ast.QualifiedName): ReturnType<typeof findFunction> {
  const parts = name.parts.map(({ value }) => value.toLowerCase());
  const isBuiltin = parts.length === 3 && parts[0] === 'system' && parts[1] === 'builtin';
  if (parts.length !== 1 && !isBuiltin) return undefined;
  const definition = findFunction(parts.at(-1)!);
  return definition?.kind === 'scalar' && definition.hidden ? undefined : definition;
}

/** Throws EXPRESSION_NOT_SCALAR where a clause that is evaluated row by row contains what is not. */
export function forbidGroupCalls(expression: ast.Expression, clause: string): void {
  const isForbidden = (node: ast.Expression): boolean =>
    isAggregate(node) || isWindowed(node) || node.kind === 'Grouping';
  if (findAll([expression], isForbidden).length === 0) return;
  const message = `${clause} cannot contain aggregations, window functions or grouping operations`;
  throw new LakeError('EXPRESSION_NOT_SCALAR', message, { position: expression.position });
}

import type * as ast from '../sql/ast.js';

/** Makes a query of its body alone: without WITH, ORDER BY and LIMIT, at the body's position. */
export const bareQuery = (body: ast.QueryBody): ast.Query => ({
  kind: 'Query',
  with: undefined,
  body,
  orderBy: undefined,
  orderByPosition: undefined,
  offset: undefined,
  limit: undefined,
  position: body.position,
});

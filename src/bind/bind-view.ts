import { LakeError, type Position } from '../base/lake-error.js';
import type * as ast from '../sql/ast.js';
import type { SqlType } from '../types/sql-type.js';
import { BindContext, type StarColumns } from './bind-context.js';
import type { BindOptions } from './bind-statement.js';
import { expandStars } from './expand-stars.js';
import { bindQuery } from './query/query.js';

/** A view's query with every `*` written out, and its columns. */
export interface BoundView {
  readonly query: ast.Query;
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
}

/**
 * Binds the query of a view that is to be made under a full name. Throws VIEW_IS_RECURSIVE, MISSING_COLUMN_NAME,
 * DUPLICATE_COLUMN_NAME, COLUMN_TYPE_UNKNOWN.
 */
export function bindViewQuery(query: ast.Query, name: string, position: Position, options: BindOptions): BoundView {
  const context = new BindContext(options.metadata, options.session, [], bindQuery);
  const stars: StarColumns = new Map();
  context.stars = stars;
  context.madeView = name;
  const relation = bindQuery(context, query, undefined, true);
  context.noteReads(relation);
  const fields = relation.fields.filter(({ hidden }) => !hidden);
  const seen = new Set<string>();
  const columns = fields.map(({ name: written, column: { type } }, index) => {
    const column = written?.toLowerCase();
    if (column === undefined)
      throw new LakeError('MISSING_COLUMN_NAME', `Column name not specified at position ${index + 1}`, { position });
    if (seen.has(column))
      throw new LakeError('DUPLICATE_COLUMN_NAME', `Column name '${column}' specified more than once`, { position });
    if (type.kind === 'unknown')
      throw new LakeError('COLUMN_TYPE_UNKNOWN', `Column type is unknown: ${column}`, { position });
    seen.add(column);
    return { name: column, type };
  });
  return { query: expandStars(query, stars), columns };
}

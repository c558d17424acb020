import { LakeError } from '../../base/lake-error.js';
import type * as ast from '../../sql/ast.js';

/** Refuses a name that two columns of a query of WITH have. */
export function requireDifferentNames(columns: readonly ast.Identifier[]): void {
  const names = new Set<string>();
  for (const { value, position } of columns) {
    const name = value.toLowerCase();
    if (names.has(name))
      throw new LakeError('DUPLICATE_COLUMN_NAME', `Column name '${value}' specified more than once`, { position });
    names.add(name);
  }
}

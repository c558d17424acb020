import type { Position } from '../base/lake-error.js';
import type { SqlType } from '../types/sql-type.js';
import { BindContext } from './bind-context.js';
import type { BindOptions } from './bind-statement.js';
import { bindFilterCondition } from './query/filter-condition.js';
import { bindQuery } from './query/query.js';
import type { Field } from './scope.js';

/** Checks that the condition of a data filter binds over the columns of its table. Throws what is wrong with it. */
export function bindRowCondition(
  text: string,
  columns: readonly { readonly name: string; readonly type: SqlType }[],
  position: Position,
  { metadata, session }: BindOptions,
): void {
  const context = new BindContext(metadata, session, [], bindQuery);
  const fields = columns.map(
    ({ name, type }): Field => ({ name, qualifier: undefined, column: context.column(name, type) }),
  );
  bindFilterCondition(context, { fields }, text, position);
}

import type { ColumnMetadata, Metadata, TableMetadata } from './metadata.js';

/** Ends messages about what is not there: in a governed lake it may be there for others. */
export const hiddenOrMissing = ({ isGoverned }: Pick<Metadata, 'isGoverned'>): string =>
  isGoverned ? ' or requester is not authorized to access requested resources' : '';

/** Gives the columns of a table that exist for the principal, save for those that only their name finds. Whoever may not read it sees all. */
export function visibleColumns({
  columns,
  access,
}: Pick<TableMetadata, 'columns' | 'access'>): readonly ColumnMetadata[] {
  const shown = access?.select?.columns;
  return columns.filter(({ name, hidden }) => !hidden && (!shown || shown.includes(name)));
}

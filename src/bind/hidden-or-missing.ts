import { LakeError, type Position } from '../base/lake-error.js';
import type { ColumnMetadata, Metadata, TableMetadata, TableName } from './metadata.js';
import { hintFor } from './similar-name.js';

/** Ends messages about what is not there: in a governed lake it may be there for others. */
export const hiddenOrMissing = ({ isGoverned }: Pick<Metadata, 'isGoverned'>): string =>
  isGoverned ? ' or requester is not authorized to access requested resources' : '';

/** Makes the error of a table or view that is not there, or hidden. */
export function missingTable(
  metadata: Pick<Metadata, 'isGoverned' | 'listTables'>,
  { catalog, schema, name }: TableName,
  position?: Position,
): LakeError {
  const hint = hintFor(name, metadata.listTables(catalog, schema));
  const message = `Table '${catalog}.${schema}.${name}' does not exist${hiddenOrMissing(metadata)}`;
  return new LakeError('TABLE_NOT_FOUND', message, { position, hint });
}

/** Makes the error of a table or view that the principal may know but not read. */
export function deniedSelect(
  table: Pick<TableMetadata, 'columns' | 'access'>,
  { schema, name }: Pick<TableName, 'schema' | 'name'>,
  position: Position,
): LakeError {
  const columns = visibleColumns(table).map((column) => column.name);
  const message = `Access Denied: Cannot select from columns [${columns.join(', ')}] in table or view ${schema}.${name}`;
  return new LakeError('PERMISSION_DENIED', message, { position });
}

/** Gives the columns of a table that exist for the principal, save for those that only their name finds. Whoever may not read it sees all. */
export function visibleColumns({
  columns,
  access,
}: Pick<TableMetadata, 'columns' | 'access'>): readonly ColumnMetadata[] {
  const shown = access?.select?.columns;
  return columns.filter(({ name, hidden }) => !hidden && (!shown || shown.includes(name)));
}

import { LakeError } from '../../base/lake-error.js';
import type { CatalogDatabase } from '../../catalog/catalog-entry.js';
import type { StatementContext } from '../statement-context.js';
import { managedLocation } from './managed-location.js';

/**
 * Gives the folder of the table that CREATE TABLE AS makes: with the results of a workgroup that says where these go, else the one that is
 * named, else one of the lake's own. Throws INVALID_TABLE_PROPERTY.
 */
export function queryTableLocation(
  named: string | undefined,
  database: CatalogDatabase,
  table: string,
  context: StatementContext,
): string {
  const { resultPlace, queryId } = context.life;
  if (!resultPlace?.isEnforced) return named ?? managedLocation(database, table, context);
  if (named !== undefined)
    throw new LakeError(
      'INVALID_TABLE_PROPERTY',
      "The Create Table As Select query failed because it was submitted with an 'external_location' property to an Athena Workgroup that " +
        "enforces a centralized output location for all queries. Please remove the 'external_location' property and resubmit the query.",
    );
  return `${resultPlace.location}/tables/${queryId}`;
}

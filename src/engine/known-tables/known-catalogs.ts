import { catalogName } from '../../catalog/catalog-entry.js';

/** The catalog of tables that tell of the lake, beside the lake's own. */
export const systemCatalog = 'system';
/** The catalogs that a statement may name. */
export const catalogNames: readonly string[] = [catalogName, systemCatalog];
/** The schema of each catalog that tells what the catalog holds. */
export const informationSchema = 'information_schema';

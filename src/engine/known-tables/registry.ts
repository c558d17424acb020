import { columnsTable } from './information-schema/columns.js';
import { schemataTable } from './information-schema/schemata.js';
import { tablesTable } from './information-schema/tables.js';
import { viewsTable } from './information-schema/views.js';
import type { KnownTable } from './known-table.js';

/** Every table that tells of the lake. */
export const knownTables: readonly KnownTable[] = [columnsTable, schemataTable, tablesTable, viewsTable];

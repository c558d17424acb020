import { hostname } from 'node:os';
import { programVersion } from '../../../base/version.js';
import { BOOLEAN } from '../../../types/sql-type.js';
import { systemCatalog } from '../known-catalogs.js';
import { type KnownTable, knownColumns } from '../known-table.js';

/** `system.runtime.nodes`: this process. */
export const runtimeNodesTable: KnownTable = {
  catalogs: [systemCatalog],
  schema: 'runtime',
  name: 'nodes',
  columns: knownColumns('node_id', 'http_uri', 'node_version', ['coordinator', BOOLEAN], 'state'),
  rows: () => [[`${hostname()}-${process.pid}`, '', programVersion, true, 'active']],
};

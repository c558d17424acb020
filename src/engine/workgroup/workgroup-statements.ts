import { formatStatement } from '../../sql/format.js';
import type { LakeCatalog } from '../lake-catalog.js';
import type { KeptStatements } from '../prepared-statements.js';

/** The prepared statements of a workgroup, which all of its sessions share, as in Athena. */
export const workgroupStatements = (catalog: LakeCatalog, workgroup: string): KeptStatements => ({
  find: (name) => catalog.store.workgroups.findPrepared(workgroup, name)?.statement,
  set: (name, statement) =>
    catalog.store.workgroups.prepare({ workgroup, name, statement: formatStatement(statement) }),
  remove: (name) => catalog.store.workgroups.deallocate(workgroup, name),
});

import { LakeError } from '../../base/lake-error.js';
import { VARCHAR } from '../../types/sql-type.js';
import { systemCatalog } from '../known-tables/known-catalogs.js';
import { hasEnded } from '../life/statement-record.js';
import type { Procedure } from './procedure.js';

/** `system.runtime.kill_query(query_id => '…', message => '…')`: an administrator may end all statements, others their own. */
export const killQuery: Procedure = {
  catalog: systemCatalog,
  schema: 'runtime',
  name: 'kill_query',
  parameters: [
    { name: 'query_id', type: VARCHAR },
    { name: 'message', type: VARCHAR, initial: '' },
  ],
  async run([queryId, message], { inside, rights }) {
    const id = String(queryId);
    const live = inside.statements.find(id);
    const record = live?.record() ?? inside.history.find(id);
    if (!record || !(rights.authority.isAdmin || record.principal === rights.user))
      throw new LakeError('NOT_FOUND', `Target query not found: ${id}`);
    if (hasEnded(record)) throw new LakeError('NOT_SUPPORTED', `Target query is not running: ${id}`);
    if (!live)
      throw new LakeError('NOT_SUPPORTED', `Target query runs in another process: ${id}`, {
        hint: 'CALL kill_query in that process.',
      });
    const reason = message ? `Message: ${message}` : '(No message provided.)';
    live.cancel(new LakeError('ADMINISTRATIVELY_KILLED', `Query killed. ${reason}`));
  },
};

import type { LakeCheck } from './lake-check.js';

/** Asks SQLite whether the catalog's file is whole and its references lead somewhere. */
export const catalogFile: LakeCheck = {
  name: 'catalog',
  summary: 'the file of the catalog and the references in it',
  kind: 'integrity',
  *run({ catalog }) {
    const { connection } = catalog.store;
    for (const { integrity_check: message } of connection.all<{ integrity_check: string }>('PRAGMA integrity_check'))
      if (message !== 'ok') yield { severity: 'wrong', subject: 'catalog.db', message };
    const dangling = connection.all<{ table: string; parent: string }>('PRAGMA foreign_key_check');
    for (const { table, parent } of dangling)
      yield {
        severity: 'wrong',
        subject: 'catalog.db',
        message: `A row of ${table} refers to a row of ${parent} that is not there`,
      };
  },
};

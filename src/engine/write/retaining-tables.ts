import type { StatementContext } from '../statement-context.js';

/** Keeps the files of the statement's snapshots while something is done with them. */
export async function retainingTables<T>({ tables }: StatementContext, work: () => Promise<T>): Promise<T> {
  tables.retain();
  try {
    return await work();
  } finally {
    tables.release();
  }
}

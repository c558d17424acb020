import type { TaggedResource } from '../../access/tag-store.js';
import { LakeError } from '../../base/lake-error.js';
import type { TagTarget } from '../../sql/ast.js';
import type { StatementContext } from '../statement-context.js';
import { tableFacts } from './access-target.js';
import { requireDatabase, targetDatabase } from './target.js';

/** Finds what tags are on; throws for what does not exist for the principal. */
export async function tagTargetOf(
  { type, name, column }: TagTarget,
  context: StatementContext,
): Promise<TaggedResource> {
  if (type === 'DATABASE') return { database: requireDatabase(targetDatabase(name, context), context).name };
  const facts = await tableFacts(name, context);
  const { database, name: table } = facts;
  const shown = context.rights.authority.table(facts).select?.columns ?? facts.columns;
  const wanted = column?.value.toLowerCase();
  if (wanted !== undefined && !shown.includes(wanted))
    throw new LakeError('COLUMN_NOT_FOUND', `Column '${wanted}' cannot be resolved`, { position: column!.position });
  return { database, table, column: wanted };
}

import { LakeError } from '../base/lake-error.js';
import { catalogName } from '../catalog/catalog-entry.js';
import type { SessionFacts } from '../functions/definition.js';
import type { TableName } from './metadata.js';
import { sessionSchema } from './session-schema.js';

const partsMax = 3;

/** What names are completed with. */
export interface NamingSession extends Pick<SessionFacts, 'catalog' | 'schema'> {
  /** Names that the session has registered for itself. */
  readonly registered?: ReadonlySet<string> | undefined;
}

/** Completes a table's name with the session's catalog and schema; a name without both may be one that the session has registered. */
export function tableNameOf(parts: readonly string[], session: NamingSession): TableName {
  if (parts.length > partsMax) throw new LakeError('SYNTAX_ERROR', `Too many dots in table name: ${parts.join('.')}`);
  const [name, schema, catalog] = [...parts].reverse().map((part) => part.toLowerCase());
  if (parts.length === 1 && session.registered?.has(name!))
    return { catalog: catalogName, schema: sessionSchema, name: name! };
  return {
    catalog: catalog ?? session.catalog.toLowerCase(),
    schema: schema ?? session.schema.toLowerCase(),
    name: name!,
  };
}

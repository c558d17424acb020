import { LakeError } from '../base/lake-error.js';
import type { SessionFacts } from '../functions/definition.js';
import type { TableName } from './metadata.js';

const partsMax = 3;

/** Completes a table's name with the session's catalog and schema. */
export function tableNameOf(parts: readonly string[], session: Pick<SessionFacts, 'catalog' | 'schema'>): TableName {
  if (parts.length > partsMax) throw new LakeError('SYNTAX_ERROR', `Too many dots in table name: ${parts.join('.')}`);
  const [name, schema, catalog] = [...parts].reverse().map((part) => part.toLowerCase());
  return {
    catalog: catalog ?? session.catalog.toLowerCase(),
    schema: schema ?? session.schema.toLowerCase(),
    name: name!,
  };
}

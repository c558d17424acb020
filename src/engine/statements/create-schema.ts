import { LakeError } from '../../base/lake-error.js';
import type { CreateSchema } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { checkLocation } from './hive-table-description.js';
import { type PropertyOwner, propertyValues, textProperty } from './property-values.js';
import { checkName } from './target.js';
import { trinoSchema } from './trino-target.js';

const owner: PropertyOwner = { what: 'schema', error: 'INVALID_SCHEMA_PROPERTY' };

export const createSchema: StatementDefinition<CreateSchema> = {
  kind: 'CreateSchema',
  run({ name, ifNotExists, properties, position }, context) {
    const { catalog, session } = context;
    const schema = trinoSchema(name, context);
    checkName(schema);
    const given = propertyValues(properties, ['location'], owner, context);
    const location = textProperty(given, 'location', owner);
    if (location !== undefined) checkLocation(location, context);
    catalog.transaction(() => {
      if (!catalog.getDatabase(schema))
        catalog.createDatabase({ name: schema, location, parameters: {}, owner: session.user });
      else if (!ifNotExists)
        throw new LakeError('SCHEMA_ALREADY_EXISTS', `Schema '${session.catalog}.${schema}' already exists`, {
          position,
        });
    });
    return done(context);
  },
};

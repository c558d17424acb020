import type { AlterTag } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';

export const alterTag: StatementDefinition<AlterTag> = {
  kind: 'AlterTag',
  run({ key, change, values }, context) {
    const { rights, inside, catalog } = context;
    rights.require(rights.authority.onTag('ALTER', key), 'ALTER', { kind: 'tag', tag: key });
    catalog.transaction(() => {
      const before = inside.access.tags.require(key).values;
      const after = change === 'ADD' ? [...before, ...values] : before.filter((value) => !values.includes(value));
      inside.access.tags.setValues({ key, values: [...new Set(after)] });
    });
    return done(context);
  },
};

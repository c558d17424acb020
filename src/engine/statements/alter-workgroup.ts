import type { AlterWorkgroup } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import { givenSettings, requireWorkgroupAdmin } from './change-workgroup.js';
import type { StatementDefinition } from './definition.js';

export const alterWorkgroup: StatementDefinition<AlterWorkgroup> = {
  kind: 'AlterWorkgroup',
  run({ name, state, properties }, context) {
    requireWorkgroupAdmin(name.value, context);
    const { catalog, workgroups } = context.inside;
    const settings = givenSettings(properties, context);
    catalog.store.workgroups.update(name.value, ({ name: _, createMillis, ...before }) => ({
      ...before,
      ...settings,
      state: state ?? before.state,
    }));
    // What waits may run at once under the new limits.
    workgroups.queue(catalog.store.workgroups.require(name.value));
    return done(context);
  },
};

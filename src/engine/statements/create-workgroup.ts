import { initialSettings } from '../../catalog/workgroup.js';
import type { CreateWorkgroup } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import { givenSettings, requireWorkgroupAdmin } from './change-workgroup.js';
import type { StatementDefinition } from './definition.js';

export const createWorkgroup: StatementDefinition<CreateWorkgroup> = {
  kind: 'CreateWorkgroup',
  run({ name, ifNotExists, comment, properties }, context) {
    requireWorkgroupAdmin(name.value, context);
    const { store } = context.inside.catalog;
    const settings = { ...initialSettings, enforce: true, description: comment, ...givenSettings(properties, context) };
    store.transaction(() => {
      if (!ifNotExists || !store.workgroups.find(name.value)) store.workgroups.create(name.value, settings);
    });
    return done(context);
  },
};

import type { DropWorkgroup } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import { requireWorkgroupAdmin } from './change-workgroup.js';
import type { StatementDefinition } from './definition.js';

/** Drops a workgroup; the history of its statements goes with it, as in Athena. */
export const dropWorkgroup: StatementDefinition<DropWorkgroup> = {
  kind: 'DropWorkgroup',
  run({ name, ifExists, cascade }, context) {
    requireWorkgroupAdmin(name.value, context);
    const { catalog, history } = context.inside;
    const { workgroups } = catalog.store;
    if (ifExists && !workgroups.find(name.value)) return done(context);
    workgroups.drop(name.value, cascade);
    history.forgetWorkgroup(name.value);
    return done(context);
  },
};

import type { DropOptIn } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import { resourcesOf } from './access-target.js';
import type { StatementDefinition } from './definition.js';
import { changeOptIns } from './opt-in.js';

export const dropOptIn: StatementDefinition<DropOptIn> = {
  kind: 'DropOptIn',
  async run({ to, on }, context) {
    const resources = await resourcesOf(on, context);
    changeOptIns('drop opt in', to, resources, context, (optIn) => context.inside.access.store.optOut(optIn));
    return done(context);
  },
};

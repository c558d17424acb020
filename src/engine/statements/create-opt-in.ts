import type { CreateOptIn } from '../../sql/ast.js';
import { done } from '../statement-result.js';
import { resourcesOf } from './access-target.js';
import type { StatementDefinition } from './definition.js';
import { changeOptIns } from './opt-in.js';

export const createOptIn: StatementDefinition<CreateOptIn> = {
  kind: 'CreateOptIn',
  async run({ to, on }, context) {
    const resources = await resourcesOf(on, context);
    changeOptIns('create opt in', to, resources, context, (optIn) => context.inside.access.store.optIn(optIn));
    return done(context);
  },
};

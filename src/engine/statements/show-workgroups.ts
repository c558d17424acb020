import type { ShowWorkgroups } from '../../sql/ast.js';
import { likeToRegExp } from '../like-pattern.js';
import { textResult } from '../statement-result.js';
import { workgroupProperties } from '../workgroup/workgroup-properties.js';
import type { StatementDefinition } from './definition.js';

/** Lists the workgroups that the principal may use, with their properties. */
export const showWorkgroups: StatementDefinition<ShowWorkgroups> = {
  kind: 'ShowWorkgroups',
  keepsLake: true,
  run({ like }, context) {
    const { inside, rights } = context;
    const pattern = like === undefined ? undefined : likeToRegExp(like, undefined);
    const rows = inside.workgroups
      .list(rights)
      .filter(({ name }) => pattern?.test(name) ?? true)
      .map((workgroup) => [
        workgroup.name,
        workgroup.state,
        workgroup.description ?? '',
        ...workgroupProperties.map(({ show }) => show(workgroup) ?? null),
      ]);
    return textResult(['workgroup', 'state', 'comment', ...workgroupProperties.map(({ name }) => name)], rows, context);
  },
};

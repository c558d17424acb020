import { expressionText } from '../../access/tag.js';
import type { ShowTagExpressions } from '../../sql/ast.js';
import { textResult } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';

export const showTagExpressions: StatementDefinition<ShowTagExpressions> = {
  kind: 'ShowTagExpressions',
  keepsLake: true,
  run(_statement, context) {
    const { rights, inside } = context;
    const rows = inside.access.tags
      .listExpressions()
      .filter(([, expression]) => expression.every(({ key }) => rights.authority.onTag('DESCRIBE', key)))
      .map(([name, expression]) => [name, expressionText(expression)]);
    return textResult(['Tag Expression', 'Conditions'], rows, context);
  },
};

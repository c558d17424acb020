import type { ShowTableProperties } from '../../sql/ast.js';
import { textResult } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';
import { requireEntry, targetName } from './target.js';

export const showTableProperties: StatementDefinition<ShowTableProperties> = {
  kind: 'ShowTableProperties',
  keepsLake: true,
  run({ table, key }, context) {
    const target = targetName(table, context);
    const { parameters } = requireEntry(target, context);
    if (key === undefined) {
      const rows = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
      return textResult(['prpt_name', 'prpt_value'], rows, context);
    }
    const value = parameters[key] ?? `Table ${target.database}.${target.name} does not have property: ${key}`;
    return textResult(['prpt_name', 'prpt_value'], [[key, value]], context);
  },
};

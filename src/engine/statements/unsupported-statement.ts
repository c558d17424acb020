import { LakeError } from '../../base/lake-error.js';
import type { UnsupportedStatement } from '../../sql/ast.js';
import type { StatementDefinition } from './definition.js';

export const unsupportedStatement: StatementDefinition<UnsupportedStatement> = {
  kind: 'UnsupportedStatement',
  keepsLake: true,
  run({ name }) {
    throw new LakeError('NOT_SUPPORTED', `Queries of this type are not supported: ${name}`);
  },
};

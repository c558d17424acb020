import { LakeError } from '../../base/lake-error.js';
import { bindConstant } from '../../bind/bind-statement.js';
import type { TableExecute } from '../../sql/ast.js';
import { parseMemorySize } from '../memory-size.js';
import type { StatementContext } from '../statement-context.js';
import { done } from '../statement-result.js';
import { runOptimize } from '../write/run-optimize.js';
import type { StatementDefinition } from './definition.js';
import { targetName } from './target.js';

const thresholdName = 'file_size_threshold';
const thresholdDefault = 100 * 2 ** 20;

export const tableExecute: StatementDefinition<TableExecute> = {
  kind: 'TableExecute',
  async run(statement, context) {
    const { table, procedure, where, position } = statement;
    const name = procedure.value.toLowerCase();
    if (name !== 'optimize')
      throw new LakeError('PROCEDURE_NOT_FOUND', `Table procedure not registered: ${name}`, { position });
    const smallBytes = threshold(statement, context);
    await runOptimize({ target: targetName(table, context), where, smallBytes, position }, context);
    return done(context);
  },
};

function threshold({ arguments: given }: TableExecute, context: StatementContext): number {
  let bytes: number | undefined = thresholdDefault;
  for (const { name, value, position } of given) {
    if (name !== undefined && name.value.toLowerCase() !== thresholdName)
      throw new LakeError('INVALID_PROCEDURE_ARGUMENT', `Property does not exist: ${name.value}`, { position });
    const constant = context.evaluator.evaluate(bindConstant(value, context.binding));
    bytes = typeof constant?.value === 'string' ? parseMemorySize(constant.value) : undefined;
    if (bytes === undefined)
      throw new LakeError('INVALID_PROCEDURE_ARGUMENT', `${thresholdName} must be a size such as '100MB'`, {
        position,
      });
  }
  return bytes;
}

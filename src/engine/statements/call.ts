import { LakeError } from '../../base/lake-error.js';
import { bindConstant } from '../../bind/bind-statement.js';
import type { Expression } from '../../plan/expression.js';
import type { Call, CallArgument } from '../../sql/ast.js';
import { canCoerce } from '../../types/coercion.js';
import { displayType } from '../../types/sql-type.js';
import type { SqlValue } from '../../types/sql-value.js';
import { catalogNames } from '../known-tables/known-catalogs.js';
import type { Procedure, ProcedureParameter } from '../procedures/procedure.js';
import { procedures } from '../procedures/registry.js';
import type { StatementContext } from '../statement-context.js';
import { done } from '../statement-result.js';
import type { StatementDefinition } from './definition.js';

export const call: StatementDefinition<Call> = {
  kind: 'Call',
  keepsLake: true,
  async run(statement, context) {
    const procedure = findProcedure(statement, context);
    if (procedure.changesLake && context.isReadOnly)
      throw new LakeError('READ_ONLY_VIOLATION', 'Cannot change anything in a read-only session', statement);
    const given = argumentsByName(statement, procedure);
    const values = procedure.parameters.map((parameter) => argumentValue(parameter, given, statement, context));
    await procedure.run(values, context);
    return done(context);
  },
};

/** Procedures that Trino's Hive connector has and Athena has not. */
const unsupported: readonly string[] = ['create_empty_partition', 'register_partition', 'unregister_partition'];

function findProcedure({ name, position }: Call, { session }: StatementContext): Procedure {
  const parts = name.parts.map(({ value }) => value.toLowerCase());
  const [procedure, schema = session.schema, catalog = session.catalog] = parts.reverse();
  if (!catalogNames.includes(catalog))
    throw new LakeError('CATALOG_NOT_FOUND', `Catalog '${catalog}' not found`, { position });
  const found = procedures.find(
    (known) => known.catalog === catalog && known.schema === schema && known.name === procedure,
  );
  if (!found && schema === 'system' && unsupported.includes(procedure!))
    throw new LakeError('NOT_SUPPORTED', `Procedure ${schema}.${procedure} is not supported`, {
      position,
      hint: 'ALTER TABLE adds and drops partitions.',
    });
  if (!found) throw new LakeError('PROCEDURE_NOT_FOUND', `Procedure not registered: ${schema}.${procedure}`);
  return found;
}

/** Matches arguments with parameters, by name or by place. */
function argumentsByName(
  { arguments: given, position }: Call,
  { parameters }: Procedure,
): ReadonlyMap<string, CallArgument> {
  const byName = new Map<string, CallArgument>();
  if (given.some(({ name }) => name) && given.some(({ name }) => !name))
    throw new LakeError('INVALID_ARGUMENTS', 'Named and positional arguments cannot be mixed', { position });
  if (given.length > parameters.length && !given[0]!.name)
    throw new LakeError('INVALID_ARGUMENTS', 'Too many arguments for procedure', { position });
  given.forEach((argument, index) => {
    const name = argument.name?.value.toLowerCase() ?? parameters[index]!.name;
    const shown = name.toUpperCase();
    if (byName.has(name)) throw new LakeError('INVALID_ARGUMENTS', `Duplicate procedure argument: ${shown}`, argument);
    if (!parameters.some((parameter) => parameter.name === name))
      throw new LakeError('INVALID_ARGUMENTS', `Unknown argument name: ${shown}`, argument);
    byName.set(name, argument);
  });
  return byName;
}

function argumentValue(
  { name, type, initial }: ProcedureParameter,
  given: ReadonlyMap<string, CallArgument>,
  { position }: Call,
  { binding, evaluator }: StatementContext,
): SqlValue {
  const argument = given.get(name);
  if (!argument) {
    if (initial !== undefined) return initial;
    const message = `Required procedure argument '${name.toUpperCase()}' is missing`;
    throw new LakeError('INVALID_ARGUMENTS', message, { position });
  }
  const { value } = argument;
  const bound: Expression = bindConstant(value, binding);
  if (!canCoerce(bound.type, type))
    throw new LakeError('TYPE_MISMATCH', `Cannot cast type ${displayType(bound.type)} to ${displayType(type)}`, {
      position: value.position,
    });
  const constant = evaluator.evaluate(bound);
  if (!constant) throw new LakeError('EXPRESSION_NOT_CONSTANT', `The value of ${name} is not constant`, value);
  return constant.value;
}

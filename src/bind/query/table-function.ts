import { LakeError, type Position } from '../../base/lake-error.js';
import type { ColumnReference, Expression } from '../../plan/expression.js';
import type { LogicalPlan } from '../../plan/logical-plan.js';
import type * as ast from '../../sql/ast.js';
import { canCoerce } from '../../types/coercion.js';
import { BIGINT, typeText } from '../../types/sql-type.js';
import type { BindContext, BoundRelation } from '../bind-context.js';
import { Block } from '../block.js';
import { makeExpressionBinder } from '../expression/bind-expression.js';
import { callFunction } from '../expression/call.js';
import { coerce } from '../expression/coerce.js';
import { constant } from '../expression/literal.js';
import { emptyScope, type Scope } from '../scope.js';

/** Binds TABLE(f(…)). */
export function bindTableFunction(
  context: BindContext,
  node: ast.TableFunction,
  enclosing: Scope | undefined,
  bindInput: (relation: ast.Relation) => BoundRelation,
): BoundRelation {
  const named = node.arguments.filter((argument) => argument.name !== undefined);
  const name = node.name.parts.map(({ value }) => value.toLowerCase()).join('.');
  const isKnown = name === 'sequence' || name === 'exclude_columns';
  if (isKnown && named.length > 0 && named.length < node.arguments.length)
    throw new LakeError(
      'INVALID_ARGUMENTS',
      'All arguments must be passed by name or all must be passed positionally',
      {
        position: node.arguments[0]!.position,
      },
    );
  if (name === 'sequence') return bindSequence(context, node, enclosing);
  if (name === 'exclude_columns') return bindExcludeColumns(node, bindInput);
  throw new LakeError('FUNCTION_NOT_FOUND', `Table function '${name}' not registered`, {
    position: node.name.position,
  });
}

const sequenceParameters = ['START', 'STOP', 'STEP'];

/** `sequence(start => 0, stop, step => 1)`: the numbers as rows. */
function bindSequence(context: BindContext, node: ast.TableFunction, enclosing: Scope | undefined): BoundRelation {
  const values = new Map<string, ast.Expression>();
  const first = node.arguments[0]?.position ?? node.position;
  if (node.arguments.length > sequenceParameters.length)
    throw new LakeError(
      'INVALID_ARGUMENTS',
      `Too many arguments. Expected at most ${sequenceParameters.length} arguments, got ${node.arguments.length} arguments`,
      { position: first },
    );
  node.arguments.forEach(({ name, value, position }, i) => {
    const parameter = name ? name.value.toUpperCase() : sequenceParameters[i]!;
    if (!sequenceParameters.includes(parameter))
      throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Unexpected argument name: ${parameter}`, { position });
    if (value.kind === 'TableArgument' || value.kind === 'Descriptor')
      throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Invalid argument ${parameter}. Expected expression`, {
        position,
      });
    if (values.has(parameter))
      throw new LakeError('INVALID_FUNCTION_ARGUMENT', `Duplicate argument name: ${parameter}`, { position });
    values.set(parameter, value);
  });
  if (!values.has('STOP')) throw new LakeError('MISSING_ARGUMENT', 'Missing argument: STOP', { position: first });
  const binder = makeExpressionBinder(context, { ...emptyScope, parent: enclosing }, new Block(node.position));
  const bind = (parameter: string, fallback: bigint): Expression => {
    const value = values.get(parameter);
    if (value?.kind === 'NullLiteral')
      throw new LakeError('INVALID_FUNCTION_ARGUMENT', `${parameter[0]}${parameter.slice(1).toLowerCase()} is null`);
    return value ? requireBigint(binder.bind(value), value.position) : constant(BIGINT, fallback);
  };
  const args = [bind('START', 0n), bind('STOP', 0n), bind('STEP', 1n)] as const;
  const column = context.column('sequential_number', BIGINT);
  return { plan: planSequence(context, args, column), fields: [{ name: column.name, column }] };
}

// What an array of `sequence` may have.
const rowsOfArray = 10_000n;

/** Unnests one array, or where that would be too long one for each piece of so many rows. */
function planSequence(
  context: BindContext,
  args: readonly [start: Expression, stop: Expression, step: Expression],
  column: ColumnReference,
): LogicalPlan {
  const single: LogicalPlan = { kind: 'Values', outputs: [], rows: [[]] };
  const unnest = (input: LogicalPlan, call: readonly Expression[], output: ColumnReference): LogicalPlan => ({
    kind: 'Unnest',
    input,
    items: [{ expression: callFunction('sequence', call), outputs: [output] }],
    outer: false,
  });
  const [start, stop, step] = args.map((arg) => (arg.kind === 'constant' ? (arg.value as bigint | null) : undefined));
  if (typeof start !== 'bigint' || typeof stop !== 'bigint' || typeof step !== 'bigint' || step === 0n)
    return unnest(single, args, column);
  const stride = step * (rowsOfArray - 1n);
  if (step > 0n === start + stride >= stop) return unnest(single, args, column);
  const piece = context.column('piece', BIGINT);
  const pieces = unnest(single, [args[0], args[1], constant(BIGINT, stride + step)], piece);
  const lastStart = stop - stride;
  // The end of the last piece might be beyond all numbers.
  const reach = callFunction(step > 0n ? 'least' : 'greatest', [piece, constant(BIGINT, lastStart)]);
  return unnest(pieces, [piece, callFunction('+', [reach, constant(BIGINT, stride)]), args[2]], column);
}

function requireBigint(value: Expression, position: Position): Expression {
  if (!canCoerce(value.type, BIGINT))
    throw new LakeError('TYPE_MISMATCH', `Cannot cast type ${typeText(value.type)} to bigint`, { position });
  return coerce(value, BIGINT);
}

/** `exclude_columns(input => TABLE(t), columns => DESCRIPTOR(a, b))`: the input without some of its columns. */
function bindExcludeColumns(
  node: ast.TableFunction,
  bindInput: (relation: ast.Relation) => BoundRelation,
): BoundRelation {
  const argument = (name: string, index: number): ast.TableFunctionArgument => {
    const named = node.arguments.find((each) => each.name?.value.toUpperCase() === name);
    const found = named ?? (node.arguments[index]?.name ? undefined : node.arguments[index]);
    if (found) return found;
    const position = node.arguments[0]?.position ?? node.position;
    throw new LakeError('MISSING_ARGUMENT', `Missing argument: ${name}`, { position });
  };
  const invalid = ({ position }: ast.SyntaxNode, message: string): LakeError =>
    new LakeError('INVALID_FUNCTION_ARGUMENT', message, { position });
  const refused = (message: string): LakeError => new LakeError('INVALID_FUNCTION_ARGUMENT', message);
  const input = argument('INPUT', 0);
  const columns = argument('COLUMNS', 1);
  if (input.value.kind !== 'TableArgument') throw invalid(input, 'Invalid argument INPUT. Expected table');
  if (columns.value.kind !== 'Descriptor') throw invalid(columns, 'Invalid argument COLUMNS. Expected descriptor');
  const relation = bindInput(input.value.relation);
  const { partitionBy, orderBy } = input.value;
  if (partitionBy)
    throw invalid(input, 'Invalid argument INPUT. Partitioning specified for table argument with row semantics');
  if (orderBy) throw invalid(input, 'Invalid argument INPUT. Ordering specified for table argument with row semantics');
  const visible = relation.fields.filter(({ hidden }) => !hidden);
  const excluded = new Set((columns.value.fields ?? []).map(({ name }) => name.value.toLowerCase()));
  for (const name of excluded)
    if (!visible.some((field) => field.name?.toLowerCase() === name))
      throw refused(`Excluded columns: [${name}] not present in the table`);
  const kept = visible.filter((field) => !excluded.has(field.name?.toLowerCase() ?? ''));
  if (kept.length === 0) throw refused('All columns are excluded');
  return { plan: relation.plan, fields: kept.map(({ name, column }) => ({ name, column })) };
}

import { LakeError } from '../../base/lake-error.js';
import type { ColumnReference } from '../../plan/expression.js';
import type { LogicalPlan } from '../../plan/logical-plan.js';
import type * as ast from '../../sql/ast.js';
import { commonSuperType } from '../../types/coercion.js';
import { isComparable } from '../../types/comparability.js';
import { type SqlType, sameType, typeText } from '../../types/sql-type.js';
import type { BindContext, BoundRelation } from '../bind-context.js';
import { coerce } from '../expression/coerce.js';
import type { Field } from '../scope.js';

/** The sides of one or more operations of a kind, joined into one node. */
interface Operands {
  readonly operator: ast.SetOperation['operator'];
  readonly isDistinct: boolean;
  readonly relations: readonly BoundRelation[];
  readonly types: readonly SqlType[];
}

/** Binds UNION, INTERSECT and EXCEPT; chains lean left and may be long. */
export function bindSetOperation(
  context: BindContext,
  node: ast.SetOperation,
  bindBody: (body: ast.QueryBody) => BoundRelation,
): BoundRelation {
  const chain: ast.SetOperation[] = [];
  let first: ast.QueryBody = node;
  while (first.kind === 'SetOperation') {
    chain.push(first);
    first = first.left;
  }
  let left: BoundRelation = bindBody(first);
  let open: Operands | undefined;
  for (const operation of chain.reverse()) {
    if (operation.corresponding)
      throw new LakeError('NOT_SUPPORTED', 'CORRESPONDING is not supported', { position: operation.position });
    if (open && !continues(open, operation)) {
      left = makeOperation(context, open);
      open = undefined;
    }
    const before: Operands = open ?? {
      operator: operation.operator,
      isDistinct: operation.isDistinct,
      relations: [left],
      types: visible(left).map(({ column }) => column.type),
    };
    open = addOperand(before, operation, bindBody(operation.right));
  }
  return makeOperation(context, open!);
}

/** UNION ALL within UNION, and INTERSECT within INTERSECT of one kind, are the same node. */
function continues(open: Operands, { operator, isDistinct }: ast.SetOperation): boolean {
  if (open.operator !== operator || operator === 'EXCEPT') return false;
  return open.isDistinct === isDistinct || (operator === 'UNION' && isDistinct);
}

function addOperand(open: Operands, operation: ast.SetOperation, right: BoundRelation): Operands {
  const { operator, isDistinct, position } = operation;
  const fields = visible(right);
  const mismatch = (message: string): LakeError => new LakeError('TYPE_MISMATCH', message, { position });
  if (fields.length !== open.types.length)
    throw mismatch(`${operator} query has different number of fields: ${open.types.length}, ${fields.length}`);
  const types = open.types.map((type, i) => {
    const other = fields[i]!.column.type;
    const common = commonSuperType(type, other);
    if (!common)
      throw mismatch(
        `column ${i + 1} in ${operator} query has incompatible types: ${typeText(type)}, ${typeText(other)}`,
      );
    if ((operator !== 'UNION' || isDistinct) && !isComparable(common)) {
      const name = `${operator}${isDistinct ? ' DISTINCT' : ' ALL'}`;
      throw mismatch(`Type ${typeText(common)} is not comparable and therefore cannot be used in ${name}`);
    }
    return common;
  });
  return { operator, isDistinct, relations: [...open.relations, right], types };
}

const visible = ({ fields }: BoundRelation): readonly Field[] => fields.filter(({ hidden }) => !hidden);

function makeOperation(context: BindContext, { operator, isDistinct, relations, types }: Operands): BoundRelation {
  const inputs = relations.map((relation) => coerceColumns(context, relation, types));
  const names = visible(relations[0]!).map(({ name }) => name);
  const outputs = types.map((type, i) => context.column(names[i] ?? `_col${i}`, type));
  const fields = outputs.map((column, i): Field => ({ name: names[i], column }));
  const sides = { inputs: inputs.map(({ plan }) => plan), outputs, columns: inputs.map(({ columns }) => columns) };
  if (operator !== 'UNION') {
    const operation = operator === 'INTERSECT' ? 'intersect' : 'except';
    return { plan: { kind: 'SetOperation', operation, all: !isDistinct, ...sides }, fields };
  }
  const union: LogicalPlan = { kind: 'Union', ...sides };
  return { plan: isDistinct ? { kind: 'Aggregate', input: union, keys: outputs, aggregates: [] } : union, fields };
}

/** Brings a relation's visible columns to given types. */
export function coerceColumns(
  context: BindContext,
  relation: BoundRelation,
  types: readonly SqlType[],
): { readonly plan: LogicalPlan; readonly columns: readonly ColumnReference[] } {
  const columns = visible(relation).map(({ column }) => column);
  if (columns.every(({ type }, i) => sameType(type, types[i]!))) return { plan: relation.plan, columns };
  const outputs = columns.map((column, i) =>
    sameType(column.type, types[i]!) ? column : context.column(column.name, types[i]!),
  );
  const seen = new Set<number>();
  const kept = outputs.map(({ id }) => !seen.has(id) && seen.add(id) !== undefined);
  return {
    plan: {
      kind: 'Project',
      input: relation.plan,
      outputs: outputs.filter((_, i) => kept[i]),
      expressions: columns.map((column, i) => coerce(column, types[i]!)).filter((_, i) => kept[i]),
    },
    columns: outputs,
  };
}

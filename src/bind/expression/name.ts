import { LakeError, type Position } from '../../base/lake-error.js';
import type { Expression } from '../../plan/expression.js';
import type * as ast from '../../sql/ast.js';
import { hiddenOrMissing } from '../hidden-or-missing.js';
import { resolveField, type Scope, startsWithColumn } from '../scope.js';
import { hintFor } from '../similar-name.js';
import type { BindNode, ExpressionBinder } from './expression-binder.js';

export const bindIdentifier: BindNode<'Identifier'> = (binder, { value, position }) => {
  const column = findColumn(binder, [value], position);
  if (!column) throw missingColumn(binder, [value], position);
  return column;
};

export const bindDereference: BindNode<'Dereference'> = (binder, node) => {
  const { rowPattern } = binder.restrictions;
  const root = rootOf(node);
  const labels = root && rowPattern?.shared.labels.find(root);
  if (labels && node.base === root) return rowPattern!.labelledColumn(labels, root, node.field);
  const name = qualifiedNameOf(node);
  if (name && !labels) {
    const column = findColumn(binder, name, node.position);
    if (column) return column;
    if (!startsWithColumn(binder.scope, name)) throw missingColumn(binder, name, node.position);
  }
  const base = binder.bind(node.base);
  if (base.type.kind !== 'row')
    throw new LakeError('TYPE_MISMATCH', `Expression ${name?.slice(0, -1).join('.') ?? ''} is not of type ROW`, {
      position: node.base.position,
    });
  const field = node.field.value.toLowerCase();
  const { fields } = base.type;
  const matches = fields.flatMap(({ name: each }, index) => (each?.toLowerCase() === field ? [index] : []));
  if (matches.length > 1)
    throw new LakeError('AMBIGUOUS_NAME', `Ambiguous row field reference: ${node.field.value}`, {
      position: node.field.position,
    });
  const [index] = matches;
  if (index === undefined)
    throw new LakeError('INVALID_COLUMN_REFERENCE', `Column reference '${(name ?? [field]).join('.')}' is invalid`, {
      position: node.position,
    });
  return { kind: 'field', type: fields[index]!.type, input: base, index };
};

/** Gives the parts of `a.b.c`; undefined for what is no chain of names. */
export function qualifiedNameOf(node: ast.Expression): readonly string[] | undefined {
  if (node.kind === 'Identifier') return [node.value];
  if (node.kind !== 'Dereference') return undefined;
  const base = qualifiedNameOf(node.base);
  return base && [...base, node.field.value];
}

function findColumn(binder: ExpressionBinder, name: readonly string[], position: Position): Expression | undefined {
  const resolved = resolveField(binder.scope, name, position);
  if (!resolved) return undefined;
  const { column } = resolved.field;
  if (resolved.scope.isOutput && resolved.isLocal) binder.block.orderRefusal ??= outputRefusal(binder, position);
  if (!resolved.isLocal) binder.context.outerReferences.push({ column, name: name.join('.'), position });
  return binder.restrictions.rowPattern?.column(column) ?? column;
}

/** Says why a result of SELECT is no column where a name in ORDER BY stands; undefined where it is one. */
function outputRefusal({ restrictions }: ExpressionBinder, position: Position): LakeError | undefined {
  if (restrictions.isGroupingArgument)
    return new LakeError(
      'INVALID_ARGUMENTS',
      'Invalid reference to output of SELECT clause from grouping() expression in ORDER BY',
    );
  if (!restrictions.isAggregateArgument) return undefined;
  return new LakeError(
    'COLUMN_NOT_FOUND',
    'Invalid reference to output projection attribute from ORDER BY aggregation',
    { position },
  );
}

/** Gives the first part of `a.b.c`. */
function rootOf(node: ast.Expression): ast.Identifier | undefined {
  if (node.kind === 'Identifier') return node;
  return node.kind === 'Dereference' ? rootOf(node.base) : undefined;
}

function missingColumn({ scope, context }: ExpressionBinder, name: readonly string[], position: Position): LakeError {
  const message = `Column '${name.join('.').toLowerCase()}' cannot be resolved${hiddenOrMissing(context.metadata)}`;
  return new LakeError('COLUMN_NOT_FOUND', message, { position, hint: hintFor(name.at(-1)!, visibleNames(scope)) });
}

function* visibleNames(scope: Scope): Iterable<string> {
  for (let current: Scope | undefined = scope; current; current = current.parent)
    for (const { name, hidden } of current.fields) if (name !== undefined && !hidden) yield name;
}
